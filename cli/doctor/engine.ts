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
import { runtimesOf } from "../../sandbox-runner/engine/runtime.ts";
import { liveUsers } from "../../sandbox-runner/engine/users.ts";
import { canGroup } from "../../sandbox-runner/sandbox/cgroup.ts";
import { type Finding, finding } from "./finding.ts";
import { examineImages } from "./images.ts";

export async function examineEngine(settings: Settings): Promise<Finding[]> {
  const found = await detectEngine(settings);
  if (found.state === "missing") return [await missing(found, settings)];
  const { engine } = found;
  const images = await examineImages(engine, settings);
  const walls = [
    await users(engine),
    await groups(engine),
    await runtime(engine, settings),
    ...(await network(engine, settings, images.toolbox)),
  ];
  return [
    await chosen(engine, settings),
    ...(await programs(engine)),
    ...walls,
    trust(walls, settings),
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

async function groups({ docker }: Engine): Promise<Finding> {
  if (await canGroup(docker)) return finding("groups", "ok", message("engine.doctor-groups"));
  const remedy = message("engine.doctor-no-groups-remedy");
  return finding("groups", "warning", message("engine.doctor-no-groups"), [remedy]);
}

/** That the engine knows a runtime which the operator forces was made sure of when the engine was found. */
async function runtime(engine: Engine, settings: Settings): Promise<Finding> {
  if (settings.runtime) {
    return finding("runtime", "ok", message("engine.doctor-runtime", { runtime: settings.runtime }));
  }
  const { usual } = await runtimesOf(engine);
  return finding("runtime", "info", message("engine.doctor-runtime-usual", { runtime: usual }));
}

/** For whom all of that together is good: see "How far to trust it" in the operator guide. */
function trust(walls: Finding[], settings: Settings): Finding {
  const allStand = walls.every(({ status }) => status === "ok" || status === "info");
  if (!allStand) return finding("trust", "info", message("engine.doctor-trust-laptop"));
  const code = settings.runtime ? "engine.doctor-trust-internet" : "engine.doctor-trust-class";
  return finding("trust", "info", message(code));
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
