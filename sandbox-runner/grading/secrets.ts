import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import tar from "tar-stream";
import type { Answer, Exposure, Probe } from "../../lib/grading/probes.ts";
import type { ContainerView } from "../../lib/grading/snapshot.ts";
import { unmangle } from "../gate/objects/names.ts";
import { identityLabels, withRole } from "../sandbox/labels.ts";
import { compose } from "./compose.ts";
import { ignoreMissing, inspectContainers, readLog } from "./containers.ts";
import { findMounted } from "./mounted-secret.ts";
import { probe } from "./probe.ts";
import { now, type RunState } from "./run-state.ts";

const longestSecret = 64 * 1024;
const configSeconds = 30;

type Question<Kind extends Probe["kind"]> = Extract<Probe, { kind: Kind }>;

/**
 * A file of every container of a service, as `docker cp` takes it out: no program inside is asked, and one that has
 * ended for want of the file is asked as well.
 */
export async function secretFiles(
  run: RunState,
  containers: ContainerView[],
  { service, path, of }: Question<"secret">,
): Promise<Answer> {
  const secret = of && nonceOf(run, of);
  const own = containers.filter((container) => container.service === service);
  const files = await Promise.all(
    own.map(async ({ id, name }) => {
      const content = await fileOf(run.context.engine.docker, id, path);
      const elsewhere = secret && (await findMounted(run.context.engine.docker, id, secret));
      return { container: name, ...(content !== undefined && { content }), ...(elsewhere && { elsewhere }) };
    }),
  );
  const answer = files
    .map(({ container, content, elsewhere }) => `${container}: ${elsewhere ?? content?.trim() ?? "–"}`)
    .join("\n");
  const evidence = { what: `docker compose exec ${service} cat ${path}`, answer: answer.slice(0, 500) };
  return { kind: "secret", files, evidence, at: now() };
}

async function fileOf(docker: Docker, container: string, path: string): Promise<string | undefined> {
  const archive = await docker.getContainer(container).getArchive({ path }).catch(ignoreMissing);
  if (!archive) return undefined;
  const entries = tar.extract();
  (archive as Readable).pipe(entries);
  let found: string | undefined;
  for await (const entry of entries) {
    if (entry.header.type === "file" && (entry.header.size ?? 0) <= longestSecret)
      found ??= await text(entry);
    entry.resume();
  }
  return found;
}

/** Looks for the secret at every place where it does not belong, in all of the project's containers. */
export async function exposures(
  run: RunState,
  views: ContainerView[],
  { of, path }: Question<"exposure">,
): Promise<Answer> {
  const what = "docker inspect, docker history, docker compose logs, docker compose config";
  const secret = nonceOf(run, of);
  if (!secret) return { kind: "exposure", places: [], looked: 0, evidence: { what, answer: "–" }, at: now() };
  const containers = await inspectContainers(run);
  const { docker } = run.context.engine;
  const places: Exposure[] = [];
  for (const { Id, ...info } of containers) {
    const view = views.find(({ id }) => id === Id);
    const found = (where: Exposure["where"]) =>
      places.push({ where, name: view?.name ?? Id.slice(0, 12), ...(view && { service: view.service }) });
    if (info.Config.Env?.some((line) => line.includes(secret))) found("environment");
    else if (JSON.stringify(info).includes(secret)) found("inspect");
    if ((await readLog(docker, Id, {})).includes(secret)) found("logs");
  }
  const images = new Set(containers.map(({ Image }) => Image));
  for (const id of images) {
    const image = docker.getImage(id);
    const [info, history] = await Promise.all([
      image.inspect().catch(ignoreMissing),
      image.history().catch(ignoreMissing),
    ]);
    const name = info?.RepoTags?.[0] ?? id.slice(7, 19);
    const baked =
      JSON.stringify([info, history]).includes(secret) || (await isBakedIn(run, id, path, secret));
    if (baked) places.push({ where: "image", name: unmangle(run.sandbox.id, name) ?? name });
  }
  const config = await compose(run, ["config"], { timeoutSeconds: configSeconds, quiet: true });
  if (config.stdout.includes(secret)) places.push({ where: "config", name: "docker compose config" });
  const answer = places.map(({ where, name }) => `${where}: ${name}`).join("\n") || "–";
  return { kind: "exposure", places, looked: containers.length, evidence: { what, answer }, at: now() };
}

/** Whether the image itself has the secret where the containers have it: a file can be copied in while building. */
async function isBakedIn(run: RunState, image: string, path: string, secret: string): Promise<boolean> {
  const { docker } = run.context.engine;
  const container = await docker
    .createContainer({
      Image: image,
      Cmd: ["none"],
      Labels: withRole(identityLabels(run.sandbox.identity), "probe"),
      HostConfig: { NetworkMode: "none" },
    })
    .catch(ignoreMissing);
  if (!container) return false;
  try {
    return (await fileOf(docker, container.id, path))?.includes(secret) ?? false;
  } finally {
    await container.remove({ force: true, v: true });
  }
}

/** Asks Postgres at its address in the project's network: its own loopback may trust everybody. */
export async function login(
  run: RunState,
  container: ContainerView,
  { service, port, user, of }: Question<"login">,
): Promise<Answer> {
  const [address = ""] = Object.values(container.addresses);
  const place = ["psql", "-h", address, "-p", String(port), "-U", user, "-d", "postgres", "-Atc", "select 1"];
  const ask = (password: string) =>
    probe(run, container.id, ["env", `PGPASSWORD=${password}`, "PGCONNECT_TIMEOUT=5", ...place], {
      timeoutMs: 15_000,
    });
  const [result, control] = await Promise.all([ask(nonceOf(run, of) ?? ""), ask("nobody-would-choose-this")]);
  const words = result.stderr.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
  const refused = /password authentication failed/i.test(result.stderr);
  const taken = control.exitCode === 0 ? "anybody" : "accepted";
  const outcome = result.exitCode === 0 ? taken : refused ? "refused" : "unclear";
  const evidence = { what: `psql -h ${service} -U ${user} (${of})`, answer: words || "OK" };
  return { kind: "login", outcome, words: words || "OK", evidence, at: now() };
}

function nonceOf(run: RunState, step: string): string | undefined {
  return run.steps.find(({ id }) => id === step)?.nonce;
}
