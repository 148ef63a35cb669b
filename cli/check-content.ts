import { readSettings, type Settings } from "../lib/config/settings.ts";
import { checkLinks, findLinks } from "../lib/content/outward-links.ts";
import { formatProblem, type Problem } from "../lib/content/problem.ts";
import { type Locale, type Message, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { languageOf, readArguments, wholeNumber } from "./arguments.ts";
import { untilInterrupted } from "./grading/laboratory.ts";
import { chooseContent, chooseProofs, readLessons } from "./proof/choose.ts";
import { confirmTranslations } from "./proof/confirm.ts";
import { type ExamineOptions, examineContent, proofJobs } from "./proof/examine.ts";

type Arguments = {
  ids: string[];
  record: boolean;
  translated: boolean;
  links: boolean;
  locale: Locale;
} & Pick<ExamineOptions, "engine" | "changed" | "jobs">;

/**
 * `bin/composelab check-content [ID…] [--no-engine] [--changed] [--jobs N] [--lang ko|en]`: says whether exercises
 * and lessons are sound, and without ids also diagrams and glossary, and at which line they are not. On the real
 * engine, an exercise's solution gets full marks, the starter less, and every mistake fails exactly what exercise.yaml
 * says, every claim of a lesson holds, and so does what its readers can run; with `--changed`, only what has changed since is run.
 * With `--record`, proofs of lessons are run and what they print is kept; with `--translated`, it is written down that
 * the English of lessons says what their Korean says; with `--links`, the pages that texts link to are asked for.
 *
 * @returns exit code: 0 sound, 1 problems (printed, a line each), 2 nothing could be checked.
 */
export async function checkContent(args: string[]): Promise<number> {
  const settings = readSettings(process.env);
  const { locale, ...options } = readOptions(args, settings);
  const say = (said: Message) => process.stderr.write(`${translate(said, locale)}\n`);
  const problems = await problemsOf(settings, { ...options, signal: untilInterrupted(), say });
  const lines = new Set(problems.map((problem) => formatProblem(problem, locale)));
  for (const line of lines) process.stdout.write(`${line}\n`);
  return lines.size > 0 ? 1 : 0;
}

type Asked = Omit<Arguments, "locale"> & Pick<ExamineOptions, "signal" | "say">;

async function problemsOf(settings: Settings, asked: Asked): Promise<Problem[]> {
  const { ids, record, translated, links, ...options } = asked;
  const { contentDirectory } = settings;
  if (record) return recordProofs(settings, ids, options);
  if (translated) return confirmTranslations(contentDirectory, ids, options.say);
  if (links) return checkLinks(await findLinks(contentDirectory), { fetch, signal: options.signal });
  return examine(settings, ids, options);
}

async function examine(settings: Settings, ids: string[], options: ExamineOptions): Promise<Problem[]> {
  const chosen = await chooseContent(settings.contentDirectory, ids);
  const ofLessons = await readLessons(settings.contentDirectory, chosen.lessons);
  const { exercises, proofs, blocks } = await examineContent(settings, chosen, options);
  const found = [exercises, proofs, blocks].flatMap((part) => [...part.values()]);
  return [...ofLessons, ...found.flat()];
}

/** Those that are named by themselves are recorded again, whatever their record says. */
async function recordProofs(settings: Settings, ids: string[], options: ExamineOptions): Promise<Problem[]> {
  const named = ids.filter((id) => id.includes("/"));
  const proofs = await chooseProofs(settings.contentDirectory, ids);
  const again = proofs.filter(({ lesson, id }) => named.includes(`${lesson}/${id}`));
  const due = proofs.filter((place) => !again.includes(place));
  const problems: Problem[] = [];
  for (const [places, record] of [
    [again, "all"],
    [due, "due"],
  ] as const) {
    if (places.length === 0) continue;
    const chosen = { exercises: [], proofs: places, blocks: [] };
    const found = await examineContent(settings, chosen, { ...options, record });
    if (found.proofs.size === 0) options.say(message("cli.nothing-recorded"));
    problems.push(...[...found.proofs.values()].flat());
  }
  return problems;
}

function readOptions(args: string[], settings: Settings): Arguments {
  const options = {
    engine: { type: "boolean", default: true },
    changed: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
    translated: { type: "boolean", default: false },
    links: { type: "boolean", default: false },
    jobs: { type: "string" },
    lang: { type: "string" },
  } as const;
  const { values, positionals } = readArguments(
    { args, allowPositionals: true, allowNegative: true, options },
    message("cli.usage-check-content"),
  );
  const { engine, changed, record, translated, links } = values;
  const jobs = wholeNumber("--jobs", values.jobs, {
    minimum: 1,
    maximum: 256,
    fallback: proofJobs(settings),
  });
  const locale = languageOf(values.lang);
  return { ids: positionals, engine, changed, record, translated, links, jobs, locale };
}
