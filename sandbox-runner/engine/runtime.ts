import { z } from "zod";
import type { Settings } from "../../lib/config/settings.ts";
import { message } from "../../lib/i18n/message.ts";
import type { Engine, EngineState } from "./engine-state.ts";
import { findProgram } from "./host.ts";

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

/** The `runtimes` of dockerd's configuration: a program of the wanted name on the PATH becomes one. */
export async function registeredRuntimes(
  runtime: string | undefined,
): Promise<Record<string, { path: string }>> {
  const program = runtime === undefined || runtime === "runc" ? undefined : await findProgram(runtime);
  return runtime === undefined || program === undefined ? {} : { [runtime]: { path: program } };
}
