import { z } from "zod";
import type { Settings } from "../../lib/config/settings.ts";
import { message } from "../../lib/i18n/message.ts";
import { egressState } from "../../sandbox-runner/engine/egress.ts";
import { checkEgress } from "../../sandbox-runner/engine/egress-check.ts";
import { detectEngine } from "../../sandbox-runner/engine/engine.ts";
import type { Engine, EngineState } from "../../sandbox-runner/engine/engine-state.ts";
import { readHost } from "../../sandbox-runner/engine/host.ts";
import { readInstalled } from "../../sandbox-runner/engine/packages.ts";
import { mayInstallPrivateEngine } from "../../sandbox-runner/engine/private-plan.ts";
import { liveUsers } from "../../sandbox-runner/engine/users.ts";
import { type Finding, finding } from "./finding.ts";
import { examineImages } from "./images.ts";

export async function examineEngine(settings: Settings): Promise<Finding[]> {
  const found = await detectEngine(settings);
  if (found.state === "missing") return [await missing(found, settings)];
  const { engine } = found;
  const images = await examineImages(engine, settings);
  return [
    await chosen(engine, settings),
    ...(await programs(engine)),
    await users(engine),
    ...(await network(engine, settings, images.toolbox)),
    ...images.findings,
  ];
}

async function missing(
  found: Extract<EngineState, { state: "missing" }>,
  settings: Settings,
): Promise<Finding> {
  if (found.reason.code === "engine.private-not-running") {
    const installed = await readInstalled(settings.engineDirectory);
    const version = installed?.versions["docker.io"];
    if (version) return finding("engine", "info", message("engine.doctor-engine-idle", { version }));
    const plan = mayInstallPrivateEngine(await readHost());
    if (plan.possible)
      return finding("engine", "info", message("engine.doctor-engine-installable"), found.remedies);
  }
  return finding("engine", "problem", found.reason, found.remedies);
}

async function chosen(engine: Engine, settings: Settings): Promise<Finding> {
  const params = { version: engine.version, api: engine.apiVersion, socket: engine.socketPath };
  if (engine.mode === "existing") {
    return finding("engine", "ok", message("engine.doctor-engine-existing", params));
  }
  const users = (await liveUsers(settings.engineDirectory)).length;
  return finding("engine", "ok", message("engine.doctor-engine-private", { ...params, users }));
}

const versionSchema = z.object({
  Components: z.array(z.object({ Name: z.string(), Version: z.string() })).optional(),
  KernelVersion: z.string().optional(),
});

async function programs({ docker }: Engine): Promise<Finding[]> {
  const version = versionSchema.parse(await docker.version());
  const parts = (version.Components ?? []).map((part) => `${part.Name} ${part.Version}`);
  if (version.KernelVersion) parts.push(`Linux ${version.KernelVersion}`);
  return [finding("programs", "ok", message("engine.doctor-programs", { programs: parts.join(", ") }))];
}

const infoSchema = z.object({ SecurityOptions: z.array(z.string()).nullable().optional() });

async function users({ docker, rootless }: Engine): Promise<Finding> {
  if (rootless) return finding("users", "ok", message("engine.doctor-rootless"));
  const { SecurityOptions } = infoSchema.parse(await docker.info());
  if (SecurityOptions?.some((option) => option.includes("name=userns"))) {
    return finding("users", "ok", message("engine.doctor-userns"));
  }
  const remedy = message("engine.doctor-no-userns-remedy");
  return finding("users", "warning", message("engine.doctor-no-userns"), [remedy]);
}

/** Whether the rules are there, and, where the toolbox image is ready, whether they hold. */
async function network(engine: Engine, settings: Settings, toolbox: string | undefined): Promise<Finding[]> {
  const state = await egressState(engine, settings);
  if (state.state === "open") {
    const own = engine.mode === "private";
    const remedy = message(own ? "engine.doctor-egress-remedy" : "engine.doctor-egress-existing-remedy");
    return [finding("egress", own ? "problem" : "warning", state.reason, [remedy])];
  }
  const chains = state.chains.join(", ");
  const rules = finding("egress", "ok", message("engine.doctor-egress", { chains }));
  if (!toolbox) return [rules];
  const check = await checkEgress(engine, settings, toolbox);
  if (check.passed) return [rules, finding("egress-tried", "ok", message("engine.doctor-egress-tried"))];
  const remedy = message("engine.doctor-egress-remedy");
  return [rules, ...check.problems.map((problem) => finding("egress-tried", "problem", problem, [remedy]))];
}
