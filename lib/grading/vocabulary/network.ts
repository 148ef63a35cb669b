import { z } from "zod";
import type { Probe } from "../probes.ts";
import { answerOf, containersOf, runningOf, type Snapshot } from "../snapshot.ts";
import { evidenceOf, failed, observed, passed, serviceNotRunning, type Verdict } from "../verdict.ts";
import { port, serviceName } from "./parameters.ts";

export const resolvesCheck = z.strictObject({
  type: z.literal("resolves").describe("A name resolves from inside a service, to so many addresses."),
  from: serviceName.describe("The service from which is asked."),
  name: serviceName.describe("The service whose name is asked; its addresses on the engine are compared."),
  addresses: z.int().min(0).default(1).describe("How many addresses at least; 0 with `atMost`."),
  atMost: z
    .int()
    .min(0)
    .optional()
    .describe(
      "How many at most; addresses that belong to nobody count, too. 0: the service runs, and its name does not lead to it.",
    ),
});

export const reachableCheck = z.strictObject({
  type: z.literal("reachable").describe("From inside a service, a port of another one accepts a connection."),
  from: serviceName.describe("The service from which is tried."),
  to: serviceName.describe("The service that is tried, at every address of every container."),
  port: port.describe("The port."),
});

export const notReachableCheck = z.strictObject({
  type: z
    .literal("not-reachable")
    .describe(
      "From inside a service, a port of another one is out of reach, by name and at every address; while " +
        "somebody listens on that port, and while the asking service does reach the witness.",
    ),
  from: serviceName.describe("The service from which is tried."),
  to: serviceName.describe("The service that must be out of reach."),
  port: port.describe("The port, on which `to` must be proven to listen."),
  witness: z
    .strictObject({
      to: serviceName.describe("A service that `from` must reach."),
      port: port.describe("The port there."),
    })
    .describe("What proves that `from` can reach anything at all."),
});

export const noWayOutCheck = z.strictObject({
  type: z
    .literal("no-way-out")
    .describe("A service cannot connect to anything outside, while the witness, on a normal network, can."),
  service: serviceName.describe("The service that must be shut in."),
  witness: serviceName.describe("A service that does get out."),
});

export const notPublishedCheck = z.strictObject({
  type: z.literal("not-published").describe("A running service publishes no port on the student's host."),
  service: serviceName.describe("The service."),
});

export function probesOfResolves(check: z.infer<typeof resolvesCheck>): Probe[] {
  const { from, name, atMost } = check;
  const question: Probe = { kind: "resolve", from, name };
  // To find nothing proves something only where names are found at all.
  return atMost === undefined ? [question] : [question, { kind: "resolve", from, name: from }];
}

export function judgeResolves(check: z.infer<typeof resolvesCheck>, snapshot: Snapshot): Verdict {
  const { from, name, addresses, atMost } = check;
  const answer = answerOf(snapshot, { kind: "resolve", from, name });
  if (!answer || answer.kind === "unasked") return serviceNotRunning(from);
  const evidence = evidenceOf(answer);
  const about = ["services", name];
  const own = new Set(runningOf(snapshot, name).flatMap((container) => Object.values(container.addresses)));
  // Only addresses of the service's own containers count, so that an alias elsewhere is worth nothing.
  const count = new Set(answer.addresses.filter((address) => own.has(address))).size;
  if (atMost !== undefined) {
    const problem = tooMany(check, snapshot, { own, answered: answer.addresses });
    if (problem) return { ...problem, evidence, about };
  }
  if (atMost === 0) return passed("does-not-lead-there", { from, name }, { evidence, about });
  if (count === 0) return failed("does-not-resolve", { from, name }, { evidence, about });
  return count < addresses
    ? failed("too-few-addresses", { from, name, count, addresses }, { evidence, about })
    : passed("resolves", { from, name, count }, { evidence, about });
}

function tooMany(
  { from, name, atMost = 0 }: z.infer<typeof resolvesCheck>,
  snapshot: Snapshot,
  { own, answered }: { own: Set<string>; answered: string[] },
): Verdict | undefined {
  if (own.size === 0) return serviceNotRunning(name);
  const witness = answerOf(snapshot, { kind: "resolve", from, name: from });
  if (witness?.kind !== "resolve" || witness.addresses.length === 0) {
    return failed("names-nobody", { from });
  }
  const living = new Set(
    snapshot.containers.flatMap(({ running, addresses }) => (running ? Object.values(addresses) : [])),
  );
  const count = answered.filter((address) => own.has(address) || !living.has(address)).length;
  return count > atMost ? failed("too-many-addresses", { from, name, count, atMost }) : undefined;
}

export function probesOfReachable(check: z.infer<typeof reachableCheck>): Probe[] {
  return [{ kind: "connect", from: check.from, to: check.to, port: check.port }];
}

export function judgeReachable(check: z.infer<typeof reachableCheck>, snapshot: Snapshot): Verdict {
  const { from, to } = check;
  const answer = answerOf(snapshot, { kind: "connect", from, to, port: check.port });
  if (!answer || answer.kind === "unasked") return serviceNotRunning(answer?.service ?? from);
  const evidence = evidenceOf(answer);
  const about = ["services", from, "networks"];
  return answer.attempts.some((attempt) => attempt.reached)
    ? passed("reachable", { from, to, port: String(check.port) }, { evidence, about })
    : failed("not-reachable", { from, to, port: String(check.port) }, { evidence, about });
}

export function probesOfNotReachable(check: z.infer<typeof notReachableCheck>): Probe[] {
  const { from, to, witness } = check;
  return [
    { kind: "connect", from, to, port: check.port },
    { kind: "connect", from, to: witness.to, port: witness.port },
    { kind: "listens", service: to, port: check.port },
  ];
}

export function judgeNotReachable(check: z.infer<typeof notReachableCheck>, snapshot: Snapshot): Verdict {
  const { from, to, witness } = check;
  const target = answerOf(snapshot, { kind: "connect", from, to, port: check.port });
  const proof = answerOf(snapshot, { kind: "connect", from, to: witness.to, port: witness.port });
  const listens = answerOf(snapshot, { kind: "listens", service: to, port: check.port });
  const evidence = evidenceOf(target, proof, listens);
  const params = { from, to, port: String(check.port) };
  const about = ["services", from, "networks"];
  if (!listens || listens.kind === "unasked" || !target || target.kind === "unasked") {
    return { ...serviceNotRunning(target?.kind === "unasked" ? target.service : to), evidence };
  }
  if (!listens.listening)
    return failed("target-does-not-listen", params, { evidence, about: ["services", to] });
  // No address tried proves nothing; neither does a prober that reaches nobody.
  if (target.attempts.length === 0) return failed("not-observed", { what: `${from} → ${to}` }, { evidence });
  if (proof?.kind !== "connect" || !proof.attempts.some((attempt) => attempt.reached)) {
    return failed("witness-not-reachable", { from, to: witness.to }, { evidence, about });
  }
  return target.attempts.some((attempt) => attempt.reached)
    ? failed("should-not-reach", params, { evidence, about })
    : passed("out-of-reach", { ...params, witness: witness.to }, { evidence, about });
}

export function probesOfNoWayOut(check: z.infer<typeof noWayOutCheck>): Probe[] {
  return [
    { kind: "outside", from: check.service },
    { kind: "outside", from: check.witness },
  ];
}

export function judgeNoWayOut(check: z.infer<typeof noWayOutCheck>, snapshot: Snapshot): Verdict {
  const { service, witness } = check;
  const shut = answerOf(snapshot, { kind: "outside", from: service });
  const open = answerOf(snapshot, { kind: "outside", from: witness });
  const evidence = evidenceOf(shut, open);
  if (!shut || shut.kind === "unasked") return { ...serviceNotRunning(service), evidence };
  if (!open || open.kind === "unasked") return { ...serviceNotRunning(witness), evidence };
  const networks = containersOf(snapshot, service).flatMap((container) => Object.keys(container.addresses));
  const about = ["services", service, "networks"];
  if (shut.reached) {
    const network = [...new Set(networks)].join(", ") || "–";
    return failed("way-out", { service, network }, { evidence, about });
  }
  return open.reached
    ? passed("no-way-out", { service, witness }, { evidence, about })
    : failed("witness-shut-in", { service, witness }, { evidence, about: ["services", witness, "networks"] });
}

export function judgeNotPublished(check: z.infer<typeof notPublishedCheck>, snapshot: Snapshot): Verdict {
  const { service } = check;
  const containers = runningOf(snapshot, service);
  if (containers.length === 0) return serviceNotRunning(service);
  const ports = [...new Set(containers.flatMap((container) => container.publishedPorts))];
  const about = ["services", service, "ports"];
  const evidence = [observed(snapshot, `docker compose ps ${service}`, ports.join(", ") || "–")];
  return ports.length > 0
    ? failed("published", { service, ports: ports.join(", ") }, { evidence, about })
    : passed("not-published", { service }, { evidence, about });
}
