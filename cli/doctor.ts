import { readSettings, type Settings, SettingsError } from "../lib/config/settings.ts";
import { type Locale, type Message, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { languageOf, readArguments } from "./arguments.ts";
import { examineDatabase } from "./doctor/database.ts";
import { examineEngine } from "./doctor/engine.ts";
import { type Finding, finding } from "./doctor/finding.ts";
import { examineSystem } from "./doctor/system.ts";

/**
 * `bin/composelab doctor [--json] [--lang ko|en]`: says what was found, what is chosen and why, and what to do
 * about each problem. Changes nothing but for one short attempt from a container, which is removed again.
 *
 * @returns exit code: 0 without problems, 1 with some.
 * @throws CommandFailure for wrong arguments.
 */
export async function doctor(args: string[]): Promise<number> {
  const options = readOptions(args);
  const findings = await examine();
  const text = options.json ? asJson(findings, options.locale) : asText(findings, options.locale);
  process.stdout.write(`${text}\n`);
  return findings.some((one) => one.status === "problem") ? 1 : 0;
}

async function examine(): Promise<Finding[]> {
  const settings = trySettings();
  if (Array.isArray(settings)) return settings;
  return [
    ...(await examineSystem(settings)),
    ...(await examineEngine(settings)),
    ...(await examineDatabase(settings)),
  ];
}

function trySettings(): Settings | Finding[] {
  try {
    return readSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const remedy = message("engine.doctor-settings-remedy");
    return error.problems.map((problem) => finding("settings", "problem", problem.message, [remedy]));
  }
}

function readOptions(args: string[]): { json: boolean; locale: Locale } {
  const options = { json: { type: "boolean" }, lang: { type: "string" } } as const;
  const { values } = readArguments({ args, options }, message("engine.doctor-usage"));
  return { json: values.json ?? false, locale: languageOf(values.lang) };
}

const signs: Record<Finding["status"], string> = { ok: "✓", info: "·", warning: "!", problem: "✗" };

function asText(findings: Finding[], locale: Locale): string {
  const lines = findings.map((one) => `${signs[one.status]} ${indented(translate(one.text, locale), 2)}`);
  const advised = findings.flatMap((one) => one.remedies.map((remedy) => translate(remedy, locale)));
  const remedies = [...new Set(advised)].map((remedy) => `  - ${remedy}`);
  return [...lines, "", translate(summaryOf(findings), locale), ...remedies].join("\n");
}

/** The line above the remedies: without a problem they are advice, and must not read like one. */
function summaryOf(findings: Finding[]): Message {
  const count = findings.filter((one) => one.status === "problem").length;
  if (count > 0) return message("engine.doctor-problems", { count });
  const isAdvised = findings.some((one) => one.remedies.length > 0);
  return message(isAdvised ? "engine.doctor-advised" : "engine.doctor-healthy");
}

function indented(text: string, columns: number): string {
  return text.replaceAll("\n", `\n${" ".repeat(columns)}`);
}

function asJson(findings: Finding[], locale: Locale): string {
  const healthy = !findings.some((one) => one.status === "problem");
  const rendered = findings.map(({ id, status, text, remedies }) => ({
    id,
    status,
    code: text.code,
    params: text.params,
    text: translate(text, locale),
    remedies: remedies.map((remedy) => ({ code: remedy.code, text: translate(remedy, locale) })),
  }));
  return JSON.stringify({ status: healthy ? "ok" : "problems", findings: rendered }, null, 2);
}
