import type { Answer, Attempt, HttpProbe, Probe } from "../../lib/grading/probes.ts";
import { bareName } from "../../lib/grading/service-name.ts";
import type { ContainerView } from "../../lib/grading/snapshot.ts";
import { urlOf } from "../../lib/grading/vocabulary/http.ts";
import { connectTo } from "./connect.ts";
import { hasEnded } from "./containers.ts";
import { engineFacts } from "./engine-facts.ts";
import { readOutput } from "./file.ts";
import { requestFromHost, requestFromService } from "./http-request.ts";
import { logLines } from "./log-lines.ts";
import { listensAt, saysUnreachable } from "./our-network.ts";
import { queryPostgres } from "./postgres.ts";
import { probe } from "./probe.ts";
import { now, type RunState } from "./run-state.ts";
import { exposures, login, secretFiles } from "./secrets.ts";

/**
 * Puts one question. A question that cannot be put because the asking service does not run is answered
 * by `unasked`; any other trouble is the platform's and is thrown.
 */
export async function answerProbe(
  run: RunState,
  containers: ContainerView[],
  question: Probe,
): Promise<Answer> {
  const missing = servicesOf(question).find((service) => !runningOne(containers, service));
  if (missing) return unasked(missing);
  try {
    return await ask(run, containers, question);
  } catch (error) {
    const ended = await endedMeanwhile(run, containers, servicesOf(question));
    if (!ended) throw error;
    return unasked(ended);
  }
}

function servicesOf(question: Probe): string[] {
  switch (question.kind) {
    case "resolve":
    case "outside":
      return [question.from];
    case "connect":
      return [question.from, question.to];
    case "listens":
    case "rows":
      return [question.service];
    case "engine":
    case "login":
    case "lines":
      return [question.service];
    case "file":
    case "secret":
    case "exposure":
      return [];
    case "http":
      return "from" in question.route ? [question.route.from] : [];
  }
}

async function ask(run: RunState, containers: ContainerView[], question: Probe): Promise<Answer> {
  switch (question.kind) {
    case "resolve":
      return resolveName(run, containers, question);
    case "connect":
      return connect(run, containers, question);
    case "listens":
      return listens(run, containers, question);
    case "outside":
      return outside(run, containers, question);
    case "rows":
      return rows(run, containers, question);
    case "file":
      return readOutput(run, question);
    case "engine":
      return engineFacts(run, containers, question.service);
    case "secret":
      return secretFiles(run, containers, question);
    case "exposure":
      return exposures(run, containers, question);
    case "login":
      return login(run, runningIn(containers, question.service), question);
    case "lines":
      return logLines(run, containers, question.service);
    case "http":
      return http(run, containers, question);
  }
}

async function resolveName(
  run: RunState,
  containers: ContainerView[],
  question: Extract<Probe, { kind: "resolve" }>,
): Promise<Answer> {
  const command = ["getent", "ahostsv4", bareName(question.name)];
  const result = await probe(run, idOf(containers, question.from), command, { timeoutMs: 10_000 });
  const addresses = [...new Set(result.stdout.split("\n").flatMap((line) => line.split(/\s+/)[0] || []))];
  const evidence = { what: `${question.from}$ ${command.join(" ")}`, answer: addresses.join(", ") || "–" };
  return { kind: "resolve", addresses, evidence, at: now() };
}

async function connect(
  run: RunState,
  containers: ContainerView[],
  question: Extract<Probe, { kind: "connect" }>,
): Promise<Answer> {
  const targets = containers.filter((container) => container.service === question.to && container.running);
  const addresses = [
    ...new Set([bareName(question.to), ...targets.flatMap(({ addresses }) => Object.values(addresses))]),
  ];
  const attempts = await connectTo(run, idOf(containers, question.from), addresses, question.port);
  await refuseOurNetwork(run, containers, question, attempts);
  const lines = attempts.map(
    (one) => `${one.address}:${question.port}: ${one.reached ? "connected" : one.error}`,
  );
  const what = `${question.from}$ nc -z ${bareName(question.to)} ${question.port}`;
  return { kind: "connect", attempts, evidence: { what, answer: lines.join("\n") }, at: now() };
}

/** @throws when a container is not reached over a network that it shares, though it listens there */
async function refuseOurNetwork(
  run: RunState,
  containers: ContainerView[],
  { from, to, port }: { from: string; to: string; port: number },
  attempts: Attempt[],
): Promise<void> {
  const shared = Object.keys(runningOne(containers, from)?.addresses ?? {});
  for (const { address, reached, error } of attempts) {
    if (reached || !saysUnreachable(error)) continue;
    const target = containers.find(
      ({ service, running, addresses }) =>
        service === to && running && shared.some((network) => addresses[network] === address),
    );
    if (!target || !(await listensAt(run, target.id, address, port))) continue;
    const [again] = await connectTo(run, idOf(containers, from), [address], port);
    if (again && !again.reached && saysUnreachable(again.error))
      throw new Error(`${from} → ${to}: ${again.error}`);
  }
}

async function listens(
  run: RunState,
  containers: ContainerView[],
  question: Extract<Probe, { kind: "listens" }>,
): Promise<Answer> {
  const own = containers.find((container) => container.service === question.service && container.running);
  const addresses = ["127.0.0.1", ...Object.values(own?.addresses ?? {})];
  const attempts = await connectTo(run, idOf(containers, question.service), addresses, question.port);
  const listening = attempts.some(({ reached }) => reached);
  const what = `${question.service}$ nc -z localhost ${question.port}`;
  const answer = listening ? "connected" : (attempts[0]?.error ?? "–");
  return { kind: "listens", listening, evidence: { what, answer }, at: now() };
}

async function outside(
  run: RunState,
  containers: ContainerView[],
  question: Extract<Probe, { kind: "outside" }>,
): Promise<Answer> {
  const { host, port, token } = run.sandbox.outside;
  const command = ["curl", "-sS", "-m", "3", `http://${host}:${port}/`];
  const result = await probe(run, idOf(containers, question.from), command, { timeoutMs: 10_000 });
  const reached = result.exitCode === 0 && result.stdout.trim() === token;
  if (!reached) await fetch(`http://${host}:${port}/`, { signal: AbortSignal.timeout(5000) });
  const answer = reached ? "connected" : result.stderr.trim() || `curl ended with ${result.exitCode}`;
  return {
    kind: "outside",
    reached,
    evidence: { what: `${question.from}$ curl (outside)`, answer },
    at: now(),
  };
}

async function rows(
  run: RunState,
  containers: ContainerView[],
  question: Extract<Probe, { kind: "rows" }>,
): Promise<Answer> {
  const found = await queryPostgres(run, idOf(containers, question.service), question.query);
  const answer = found.failed ? found.words : `${found.rows.length} rows`;
  const evidence = { what: `${question.service}$ psql -c "${question.query}"`, answer };
  return { kind: "rows", rows: found.rows, failed: found.failed, evidence, at: now() };
}

async function http(run: RunState, containers: ContainerView[], question: HttpProbe): Promise<Answer> {
  const { route } = question;
  const got =
    "from" in route
      ? await askFromService(run, containers, route, question)
      : await requestFromHost(run, route.port, question);
  const from = "from" in route ? `${route.from}$ ` : "";
  const what = `${from}${question.method} ${urlOf(route, question.path)}`;
  const answer = got.error ?? `${got.status} ${got.body.slice(0, 300)}`;
  return { kind: "http", ...got, evidence: { what, answer }, at: now() };
}

/** What could not be connected is tried the plain way: curl does not say why. */
async function askFromService(
  run: RunState,
  containers: ContainerView[],
  route: Extract<HttpProbe["route"], { from: string }>,
  question: HttpProbe,
) {
  const got = await requestFromService(run, idOf(containers, route.from), route, question);
  if (got.error !== undefined && got.status === undefined) {
    const targets = containers.filter(({ service, running }) => service === route.to && running);
    const addresses = targets.flatMap((target) => Object.values(target.addresses));
    const attempts = await connectTo(run, idOf(containers, route.from), addresses, route.port);
    await refuseOurNetwork(run, containers, route, attempts);
  }
  return got;
}

function unasked(service: string): Answer {
  return {
    kind: "unasked",
    service,
    evidence: { what: `docker compose ps ${service}`, answer: "–" },
    at: now(),
  };
}

/** A container that ended under the question is the student's affair; a broken engine is ours. */
async function endedMeanwhile(
  run: RunState,
  containers: ContainerView[],
  services: string[],
): Promise<string | undefined> {
  for (const service of services) {
    const container = runningOne(containers, service);
    if (!container || (await hasEnded(run, container))) return service;
  }
  return undefined;
}

function runningOne(containers: ContainerView[], service: string): ContainerView | undefined {
  return containers.find((container) => container.service === service && container.running);
}

function idOf(containers: ContainerView[], service: string): string {
  return runningIn(containers, service).id;
}

function runningIn(containers: ContainerView[], service: string): ContainerView {
  const container = runningOne(containers, service);
  if (!container) throw new Error(`no container of ${service} is running`);
  return container;
}
