import { readFile } from "node:fs/promises";
import { type Document, isMap, isNode, LineCounter, parseDocument, type YAMLError } from "yaml";
import type { z } from "zod";
import { parseComposeFile } from "../compose/parse.ts";
import { message } from "../i18n/message.ts";
import { ContentError, type Problem } from "./problem.ts";
import { describeKey } from "./schema-keys.ts";
import { schemaProblems } from "./schema-problems.ts";

type Path = readonly PropertyKey[];

/**
 * Reads a YAML file of the content by its schema.
 * Throws a ContentError with a line for every problem; the error of a missing file passes through.
 */
export async function readYamlFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  return parseYaml(await readFile(file, "utf8"), schema, { file, firstLine: 1 });
}

/** The same for text that stands in a file from `firstLine` on, as front matter does. */
export function parseYaml<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  origin: { file: string; firstLine: number },
): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file: origin.file, line: line + origin.firstLine - 1, column: col };
  };
  const broken = document.errors[0];
  if (broken) throw new ContentError([syntaxProblem(text, origin, place(broken.pos[0]), broken)]);
  const value: unknown = document.toJS();
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ContentError(
    schemaProblems(schema, value, parsed.error.issues).map(({ path, unknownKey, message: said }): Problem => {
      const meaning = describeKey(schema, path, value);
      return {
        ...place(offsetOf(document, path, unknownKey)),
        message: said,
        ...(meaning && { remedy: message("content.key-means", { meaning }) }),
      };
    }),
  );
}

/** The first only, what follows it is mostly its echo; in the words that students get for their Compose files. */
function syntaxProblem(
  text: string,
  { file, firstLine: first }: { file: string; firstLine: number },
  fallback: Pick<Problem, "file" | "line" | "column">,
  broken: YAMLError,
): Problem {
  const explained = parseComposeFile({ path: file, content: text }).problems[0];
  if (!explained) {
    return { ...fallback, message: message("content.yaml-syntax", { problem: firstLine(broken.message) }) };
  }
  const { line, column } = explained.range.start;
  return { file, line: line + first - 1, column, message: explained.message };
}

/** Where the value at a path begins; for a path that is not there, its nearest ancestor. */
function offsetOf(document: Document, path: Path, unknownKey: string | undefined): number {
  const ofKey = unknownKey === undefined ? undefined : keyOffset(document, path, unknownKey);
  if (ofKey !== undefined) return ofKey;
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document, path: Path, key: string): number | undefined {
  const owner = path.length > 0 ? document.getIn(path, true) : document.contents;
  if (!isMap(owner)) return undefined;
  const pair = owner.items.find((item) => String(item.key) === key);
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}

function firstLine(text: string): string {
  return text.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? text;
}
