import { z } from "zod";
import type { Probe } from "../probes.ts";
import { bytesOf, sizeText } from "../size.ts";
import { answerOf, type Snapshot, type StepOutcome, stepOf } from "../snapshot.ts";
import { evidenceOf, failed, observed, passed, serviceNotRunning, type Verdict } from "../verdict.ts";
import { type EngineProbe, engineFactsOf } from "./facts-of.ts";
import { size } from "./limits.ts";
import { serviceName, stepName } from "./parameters.ts";

export const logOptionsCheck = z.strictObject({
  type: z
    .literal("log-options")
    .describe(
      "The logging driver and its rotation, as the engine has them in force for every running container of a service. " +
        "The lab itself keeps at most 32m of one that names none: bounds must be below that.",
    ),
  service: serviceName.describe("The service."),
  drivers: z
    .array(z.enum(["json-file", "local", "none"]))
    .min(1)
    .default(["json-file", "local"])
    .describe("Drivers that count."),
  keepsAtMost: size.describe("What all files of one container may take together: max-size times max-file."),
  files: z
    .int()
    .min(1)
    .default(1)
    .describe("How many files at least, so that a full one is not all that there was."),
});

const mentions = z
  .string()
  .min(1)
  .describe(
    "What a line about one of its requests holds: part of their path, or $nonce for the step's made-up value.",
  );

export const logFieldsCheck = z.strictObject({
  type: z
    .literal("log-fields")
    .describe(
      "Every line that a service has logged since a `load` step parses as a JSON object with given fields, and there is " +
        "a line for each of its requests.",
    ),
  service: serviceName.describe("The service."),
  step: stepName.describe("The id of the `load` step."),
  mentions,
  fields: z
    .array(z.string())
    .min(1)
    .describe("Fields that every line must have, such as time, level, message."),
  requestFields: z
    .array(z.string())
    .default([])
    .describe("Fields that lines about the requests have besides."),
  mentionedIn: z.string().optional().describe("The field in which that must stand, such as path."),
  statusIn: z
    .string()
    .optional()
    .describe("The field that must be the status with which the request was answered, such as status."),
});

export const logRotatedCheck = z.strictObject({
  type: z
    .literal("log-rotated")
    .describe(
      "Of what a service has logged about the requests of a `load` step, the newest is kept and the oldest is not, and " +
        "all that is kept stays below a bound. The requests must make more lines than that.",
    ),
  service: serviceName.describe("The service; its first container is looked at."),
  step: stepName.describe("The id of the `load` step."),
  mentions,
  keepsAtMost: size.describe("How much may be kept."),
});

type LogOptionsCheck = z.infer<typeof logOptionsCheck>;
type LogFieldsCheck = z.infer<typeof logFieldsCheck>;
type LogRotatedCheck = z.infer<typeof logRotatedCheck>;

export function probesOfLogOptions(check: LogOptionsCheck): Probe[] {
  return [engineProbe(check)];
}

export function judgeLogOptions(check: LogOptionsCheck, snapshot: Snapshot): Verdict {
  const { service, drivers } = check;
  const containers = engineFactsOf(snapshot, engineProbe(check));
  if (containers.length === 0) return serviceNotRunning(service);
  const evidence = containers.map(({ name, log }) =>
    observed(snapshot, `docker inspect ${name}`, `LogConfig: ${JSON.stringify(log)}`),
  );
  const most = bytesOf(check.keepsAtMost) ?? 0;
  for (const { log } of containers) {
    const about = ["services", service, "logging"];
    const { driver, options } = log;
    if (!drivers.some((known) => known === driver)) {
      const params = { service, driver, expected: drivers.join(", ") };
      return failed("other-log-driver", params, { evidence, about: [...about, "driver"] });
    }
    const { files, size: fileSize } = keptBy(driver, options);
    if ((bytesOf(fileSize) ?? Number.POSITIVE_INFINITY) * files > most) {
      const found = `max-size ${fileSize || "–"}, max-file ${files}`;
      return failed("log-unbounded", { service, found, atMost: check.keepsAtMost }, { evidence, about });
    }
    if (files < check.files)
      return failed("log-too-few-files", { service, files, atLeast: check.files }, { evidence, about });
  }
  const [first] = containers;
  const { size: fileSize, files } = keptBy(first?.log.driver ?? "", first?.log.options ?? {});
  const found = `${first?.log.driver} ${fileSize} × ${files}`;
  return passed("log-options", { service, found }, { evidence, about: ["services", service, "logging"] });
}

/** What the driver keeps: `local` rotates also where it is told nothing, `json-file` does not. */
function keptBy(driver: string, options: Record<string, string>): { size: string; files: number } {
  const unless = driver === "local" ? { size: "20m", files: 5 } : { size: "", files: 1 };
  return { size: options["max-size"] ?? unless.size, files: Number(options["max-file"] ?? unless.files) };
}

export function probesOfLogFields(check: LogFieldsCheck): Probe[] {
  return [linesProbe(check)];
}

export function judgeLogFields(check: LogFieldsCheck, snapshot: Snapshot): Verdict {
  const { service, mentions } = check;
  const step = stepOf(snapshot, check.step);
  const answer = answerOf(snapshot, linesProbe(check));
  const missing = missingTraffic(step, check.step);
  if (missing || !step) return missing ?? failed("not-observed", { what: check.step });
  if (!answer || answer.kind === "unasked") return serviceNotRunning(service);
  const details = { evidence: evidenceOf(step, answer), about: ["services", service] };
  const lines = answer.containers
    .flatMap((container) => container.lines)
    .filter(({ at, text }) => at >= step.startedAt && text.trim() !== "");
  const about = mentions.replaceAll("$nonce", step.nonce ?? "$nonce");
  const requests = lines.filter(({ text }) => text.includes(about));
  if (lines.length === 0) return failed("log-silent", { service }, details);
  for (const line of lines) {
    const wanted = requests.includes(line) ? [...check.fields, ...check.requestFields] : check.fields;
    const object = objectOf(line.text);
    const shown = { service, line: line.text.slice(0, 200) };
    // A line that comes late may yet come; one that is wrong stays wrong.
    const wrong = { ...details, final: true } as const;
    if (!object) return failed("log-no-json", shown, wrong);
    const lacking = wanted.find((field) => object[field] === undefined || object[field] === null);
    if (lacking !== undefined) return failed("log-field-missing", { ...shown, field: lacking }, wrong);
    const untrue = requests.includes(line) ? untrueOf(check, object, about, step) : undefined;
    if (untrue) return failed("log-field-untrue", { ...shown, ...untrue }, wrong);
  }
  return requests.length < step.requests.length
    ? failed("log-lines-missing", { service, count: requests.length, total: step.requests.length }, details)
    : passed("log-fields", { service, count: lines.length, fields: check.fields.join(", ") }, details);
}

/** What a line says about its request, and that request was not so. */
function untrueOf(
  { mentionedIn, statusIn }: LogFieldsCheck,
  object: Record<string, unknown>,
  about: string,
  step: StepOutcome,
): { field: string; found: string; expected: string } | undefined {
  const path = String(object[mentionedIn ?? ""]);
  if (mentionedIn && !path.includes(about)) return { field: mentionedIn, found: path, expected: about };
  const status = String(object[statusIn ?? ""]);
  const given = [...new Set(step.requests.map((request) => String(request.status)))];
  return statusIn && !given.includes(status)
    ? { field: statusIn, found: status, expected: given.join(", ") }
    : undefined;
}

export function probesOfLogRotated(check: LogRotatedCheck): Probe[] {
  return [linesProbe(check)];
}

export function judgeLogRotated(check: LogRotatedCheck, snapshot: Snapshot): Verdict {
  const { service, mentions } = check;
  const step = stepOf(snapshot, check.step);
  const answer = answerOf(snapshot, linesProbe(check));
  const missing = missingTraffic(step, check.step);
  if (missing || !step) return missing ?? failed("not-observed", { what: check.step });
  const [first] = answer?.kind === "lines" ? answer.containers : [];
  if (!answer || !first) return serviceNotRunning(service);
  const total = step.requests.length;
  const about = mentions.replaceAll("$nonce", step.nonce ?? "$nonce");
  const kept = first.lines.filter(({ text }) => text.includes(about)).length;
  const evidence = [
    ...evidenceOf(step),
    observed(snapshot, `docker compose logs ${service}`, `${kept} / ${total}, ${sizeText(first.bytes)}`),
  ];
  const details = { evidence, about: ["services", service, "logging"] };
  const params = { service, kept, total, size: sizeText(first.bytes), atMost: check.keepsAtMost };
  // Who logs nothing needs no rotation, and has no log either.
  if (kept === 0) return failed("log-silent", { service }, details);
  if (first.bytes > (bytesOf(check.keepsAtMost) ?? 0)) return failed("log-not-rotated", params, details);
  return kept < total
    ? passed("log-rotated", params, details)
    : failed("log-too-small-to-tell", params, details);
}

function missingTraffic(step: StepOutcome | undefined, id: string): Verdict | undefined {
  const answered = step?.requests.filter(({ status }) => status !== undefined).length ?? 0;
  if (!step || step.requests.length === 0) return failed("not-observed", { what: id });
  if (answered === step.requests.length) return undefined;
  const count = step.requests.length - answered;
  const error = step.requests.find((request) => request.error)?.error ?? "–";
  const params = { count, total: step.requests.length, error };
  return failed("requests-failed", params, { evidence: evidenceOf(step) });
}

function objectOf(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}

function linesProbe({ service }: { service: string }): Extract<Probe, { kind: "lines" }> {
  return { kind: "lines", service };
}

function engineProbe({ service }: { service: string }): EngineProbe {
  return { kind: "engine", service };
}
