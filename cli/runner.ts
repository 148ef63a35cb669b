import { z } from "zod";
import { readSettings } from "../lib/config/settings.ts";
import { message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import { runFiles } from "../lib/process/run-files.ts";
import { askControl } from "../sandbox-runner/server/control-client.ts";
import { readArguments } from "./arguments.ts";
import { asksHelp, CommandFailure, HelpAsked } from "./failure.ts";

const usage = message("cli.runner-usage");
const answerSchema = z.object({ draining: z.boolean() });
const healthSchema = z.object({ open: z.number(), attempts: z.number() });

/**
 * `bin/composelab runner drain | undrain`: a drained runner takes no new attempts and sandboxes, tells those who are
 * in one, and ends them with their files kept when it is stopped. Returns the exit code.
 */
export async function runner(args: string[]): Promise<number> {
  const [verb, ...rest] = args;
  readArguments({ args: rest, options: {} }, usage);
  if (verb !== "drain" && verb !== "undrain") {
    if (asksHelp(verb)) throw new HelpAsked(usage);
    const problem = verb === undefined ? "cli.runner-verb-missing" : "cli.unknown-runner-verb";
    throw new CommandFailure(message(problem, { verb: verb ?? "" }), [usage]);
  }
  const settings = readSettings(process.env);
  const socket = runFiles(settings.dataDirectory).runnerSocket;
  const answer = answerSchema.safeParse(await askControl(socket, "POST", `/${verb}`));
  if (!answer.success)
    throw new CommandFailure(message("cli.runner-away"), [message("cli.runner-away-remedy")]);
  const { open, attempts } = healthSchema.parse(await askControl(socket, "GET", "/health"));
  const said = message(verb === "drain" ? "cli.runner-drained" : "cli.runner-undrained", { open, attempts });
  process.stdout.write(`${translate(said, settings.locale)}\n`);
  return 0;
}
