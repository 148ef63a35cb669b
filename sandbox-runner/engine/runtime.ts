import { z } from "zod";
import type { Settings } from "../../lib/config/settings.ts";
import { message } from "../../lib/i18n/message.ts";
import type { Engine, EngineState } from "./engine-state.ts";
import { findProgram } from "./host.ts";

export type RuntimeConfig = { runtimes?: Record<string, { path: string }>; "default-runtime"?: string };

const infoSchema = z.object({ Runtimes: z.record(z.string(), z.unknown()), DefaultRuntime: z.string() });

/** The OCI runtimes that an engine knows by name, and which of them it uses when nobody says. */
export async function runtimesOf({ docker }: Engine): Promise<{ names: string[]; usual: string }> {
  const { Runtimes, DefaultRuntime } = infoSchema.parse(await docker.info());
  return { names: Object.keys(Runtimes).sort(), usual: DefaultRuntime };
}

/**
 * An engine that does not know the runtime which the operator wants for all lab containers is as good as none:
 * running students' containers with less isolation than was asked for would be worse.
 */
export async function withRuntime(state: EngineState, settings: Settings): Promise<EngineState> {
  if (state.state !== "ready" || settings.runtime === undefined) return state;
  const { names } = await runtimesOf(state.engine);
  if (names.includes(settings.runtime)) return state;
  const params = { runtime: settings.runtime, known: names.join(", ") };
  const own = state.engine.mode === "private";
  const remedy = message(own ? "engine.remedy-runtime-private" : "engine.remedy-runtime", params);
  return { state: "missing", reason: message("engine.runtime-unknown", params), remedies: [remedy] };
}

/**
 * Of dockerd's configuration: a program of the wanted name on the PATH becomes a runtime, and the usual one, because
 * builds can be told no other.
 */
export async function runtimeConfig(runtime: string | undefined): Promise<RuntimeConfig> {
  const program = runtime === undefined || runtime === "runc" ? undefined : await findProgram(runtime);
  if (runtime === undefined || program === undefined) return {};
  return { runtimes: { [runtime]: { path: program } }, "default-runtime": runtime };
}
