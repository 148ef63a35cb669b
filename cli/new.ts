import { readSettings, type Settings } from "../lib/config/settings.ts";
import { listExercises } from "../lib/content/exercises.ts";
import { type SessionFolder, sessionFolders } from "../lib/content/folders.ts";
import { type Locale, type Message, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { languageOf, readArguments } from "./arguments.ts";
import { CommandFailure } from "./failure.ts";
import { copyTemplate } from "./new/template.ts";

type Kind = "exercise" | "lesson";

const usage = message("cli.usage-new");
const idPattern = /^[a-z][a-z0-9-]{1,40}$/;

/**
 * `bin/composelab new exercise|lesson ID [--in week-2/day-1/session-6] [--lang ko|en]`: makes a folder that is sound
 * as it stands, for an author to change. Nothing that is there is touched.
 *
 * @returns exit code 0.
 * @throws CommandFailure for a name that is taken or cannot be one.
 */
export async function create(args: string[]): Promise<number> {
  const settings = readSettings(process.env);
  const { kind, id, within, locale } = readOptions(args);
  const session = await sessionOf(settings, within);
  if (kind === "exercise") await refuseTaken(settings, id);
  const directory = await copyTemplate({ kind, id, sessionDirectory: session.directory });
  const path = session.path;
  const say = (said: Message) => process.stdout.write(`${translate(said, locale)}\n`);
  say(message(`cli.new-${kind}`, { id, directory, session: path }));
  return 0;
}

/** The session that is named, or the only one. */
async function sessionOf({ contentDirectory }: Settings, within: string | undefined): Promise<SessionFolder> {
  const sessions = await sessionFolders(contentDirectory);
  const found = within === undefined ? sessions : sessions.filter(({ path }) => path === within);
  const known = sessions.map(({ path }) => path).join(", ") || "–";
  const [only] = found;
  if (only && found.length === 1) return only;
  const problem = within === undefined ? "cli.new-which-session" : "cli.new-unknown-session";
  throw new CommandFailure(message(problem, { known, session: within ?? "" }), [usage]);
}

/** An exercise's name is unique over all courses. */
async function refuseTaken({ contentDirectory }: Settings, id: string): Promise<void> {
  if ((await listExercises(contentDirectory)).includes(id))
    throw new CommandFailure(message("cli.new-taken", { id }), [usage]);
}

function readOptions(args: string[]): { kind: Kind; id: string; within: string | undefined; locale: Locale } {
  const options = { in: { type: "string" }, lang: { type: "string" } } as const;
  const { values, positionals } = readArguments({ args, allowPositionals: true, options }, usage);
  const [kind, id, ...more] = positionals;
  if (kind !== "exercise" && kind !== "lesson") {
    throw new CommandFailure(message("cli.new-what"), [usage]);
  }
  if (id === undefined || !idPattern.test(id)) {
    throw new CommandFailure(message("cli.new-bad-id", { id: id ?? "" }), [usage]);
  }
  if (more[0] !== undefined)
    throw new CommandFailure(message("cli.unexpected-word", { word: more[0] }), [usage]);
  return { kind, id, within: values.in, locale: languageOf(values.lang) };
}
