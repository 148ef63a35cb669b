import { stripVTControlCharacters } from "node:util";
import type { LessonBlocks } from "../../lib/content/lesson-blocks.ts";
import type { Problem } from "../../lib/content/problem.ts";
import { type Message, message } from "../../lib/i18n/message.ts";
import type { RunnerContext } from "../../sandbox-runner/context.ts";
import type { ImageCatalogue } from "../../sandbox-runner/images/catalogue.ts";
import { type FailedBlock, runBlocks } from "../../sandbox-runner/proofs/run-blocks.ts";
import type { Slots } from "../grading/laboratory.ts";
import { imagesNamedIn } from "./images-named-in.ts";

type BlockOptions = { slots: Slots; signal: AbortSignal; say: (progress: Message) => void };

const shownLines = 12;

/** The references of the lab's images that the blocks name. */
export function imagesOfBlocks(lessons: LessonBlocks[], catalogue: ImageCatalogue): string[] {
  const texts = lessons.flatMap(({ blocks }) =>
    blocks.flatMap((block) => (block.kind === "file" ? block.content : block.commands)),
  );
  return imagesNamedIn(texts, catalogue);
}

/** Runs what readers can run in lessons, a fresh sandbox for each lesson. What does not do what it says, by file. */
export async function proveBlocks(
  context: RunnerContext,
  lessons: LessonBlocks[],
  options: BlockOptions,
): Promise<Map<string, Problem[]>> {
  const found = await Promise.all(
    lessons.map((lesson) => options.slots(() => proveOne(context, lesson, options))),
  );
  return new Map(lessons.map(({ file }, index) => [file, found[index] ?? []]));
}

async function proveOne(
  context: RunnerContext,
  { lesson, file, blocks }: LessonBlocks,
  { signal, say }: BlockOptions,
): Promise<Problem[]> {
  const startedAt = Date.now();
  const failed = await runBlocks(context, blocks, signal);
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  const count = blocks.filter(({ kind }) => kind === "commands").length;
  say(message(failed ? "cli.blocks-broken" : "cli.blocks-held", { lesson, count, seconds }));
  return failed ? [{ file, line: failed.block.line, message: problemOf(failed) }] : [];
}

function problemOf({ block, exitCode, output }: FailedBlock): Message {
  if (block.fails) return message("content.block-did-not-fail", { id: block.id });
  const lines = stripVTControlCharacters(output).trimEnd().split("\n").slice(-shownLines);
  return message("content.block-failed", { id: block.id, code: exitCode, output: lines.join("\n") });
}
