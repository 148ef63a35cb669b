import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { message } from "../i18n/message.ts";
import type { Problem } from "./problem.ts";

/** A full address in a text of the content. */
type OutwardLink = { file: string; line: number; target: string };

const secondsToAnswer = 20;
const askedAtOnce = 4;

/** Servers that answer so have the page, and show it to no program. */
const refusesPrograms = [401, 403, 405, 429];

/** What cannot be right about a full address, told from its form alone; nothing for other links. */
export function addressProblem(target: string): "host" | "secret" | "form" | undefined {
  if (!target.startsWith("https://")) return undefined;
  if (!URL.canParse(target)) return "form";
  const { hostname, username, password } = new URL(target);
  if (username || password) return "secret";
  return /^([a-z0-9-]+\.)+[a-z][a-z0-9-]+$/.test(hostname) ? undefined : "host";
}

/** Every full address in lessons, briefs, glossary and sessions. */
export async function findLinks(contentDirectory: string): Promise<OutwardLink[]> {
  const names = (await readdir(contentDirectory, { recursive: true })).sort();
  const files = names.filter(
    (name) => /\.mdx$|^glossary\/|session\.yaml$/.test(name) && /\.(mdx|yaml)$/.test(name),
  );
  const links = await Promise.all(files.map((name) => linksIn(join(contentDirectory, name))));
  return links.flat();
}

/** Asks for every page once, and tells of each place that links to one that is not there. */
export async function checkLinks(
  links: OutwardLink[],
  { fetch: ask, signal }: { fetch: typeof fetch; signal: AbortSignal },
): Promise<Problem[]> {
  const answers = new Map<string, string | undefined>();
  const open = [...new Set(links.map(({ target }) => target))];
  const worker = async () => {
    for (let target = open.shift(); target; target = open.shift())
      answers.set(target, await deadness(target, ask, signal));
  };
  await Promise.all(Array.from({ length: askedAtOnce }, worker));
  return links.flatMap(({ file, line, target }) => {
    const answer = answers.get(target);
    return answer ? [{ file, line, message: message("content.link-dead", { target, answer }) }] : [];
  });
}

/** Why a page is not there; undefined when it is. */
async function deadness(target: string, ask: typeof fetch, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(secondsToAnswer * 1000)]);
  try {
    const answer = await ask(target, {
      signal: limit,
      headers: { "user-agent": "composelab check-content" },
    });
    await answer.body?.cancel();
    return answer.ok || refusesPrograms.includes(answer.status) ? undefined : String(answer.status);
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error ? cause.message : String(cause);
  }
}

async function linksIn(file: string): Promise<OutwardLink[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return lines.flatMap((text, index) =>
    [...text.matchAll(/(?:\]\(|: *["']?)(https:\/\/[^\s)"'}]+)/g)].map(([, target = ""]) => ({
      file,
      line: index + 1,
      target,
    })),
  );
}
