import type { Readable } from "node:stream";
import type { FileEntry } from "../../../lib/live/protocol.ts";

/**
 * What the agent says, in lines whose paths are in hexadecimal:
 * `file <path> <kind> <size> <hash or -> <length or ->` and so many bytes; `gone <path>`; `end <0|1>` after all that
 * one look at the workspace found (1: there is more than it may list); `done <id> <hash or ->`, `conflict <id>` and
 * `error <what> <id>` in answer to a request.
 */
export type AgentWord =
  | { type: "file"; entry: Omit<FileEntry, "content">; bytes: Buffer | undefined }
  | { type: "gone"; path: string }
  | { type: "end"; truncated: boolean }
  | { type: "done"; id: string; hash: string | null }
  | { type: "conflict"; id: string }
  | { type: "error"; id: string; what: string };

const maximumLine = 20_000;

/** Not by our agent: the student may have put something in its place. */
export class UnknownWord extends Error {}

/** Reads what the agent says, as slowly as it is listened to. @throws UnknownWord */
export async function* readWords(output: Readable, maximumContent: number): AsyncGenerator<AgentWord, void> {
  let pending = Buffer.alloc(0);
  let needed = 1;
  for await (const chunk of output) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (pending.length >= needed) {
      const end = pending.indexOf(10);
      if (end < 0) {
        if (pending.length > maximumLine) throw new UnknownWord("a line without an end");
        break;
      }
      const fields = pending.subarray(0, end).toString("latin1").split(" ");
      const length = fields[0] === "file" && fields[5] !== "-" ? Number(fields[5]) : 0;
      if (!Number.isInteger(length) || length < 0 || length > maximumContent) throw new UnknownWord("length");
      needed = end + 1 + length;
      if (pending.length < needed) break;
      const bytes = fields[5] === "-" ? undefined : Buffer.from(pending.subarray(end + 1, needed));
      pending = pending.subarray(needed);
      needed = 1;
      yield toWord(fields, bytes);
    }
  }
}

const kinds: readonly string[] = ["file", "directory", "link", "other"] satisfies FileEntry["kind"][];

function toWord(fields: string[], bytes: Buffer | undefined): AgentWord {
  const [type = "", first = "", second = "", third = "", fourth = "-"] = fields;
  if (type === "file" && isKind(second)) {
    const size = Number(third);
    if (!Number.isSafeInteger(size)) throw new UnknownWord("size");
    const hash = toHash(fourth);
    return {
      type,
      entry: { path: toPath(first), kind: second, size, hash },
      bytes: hash ? bytes : undefined,
    };
  }
  if (type === "gone") return { type, path: toPath(first) };
  if (type === "end") return { type, truncated: first === "1" };
  if (type === "done") return { type, id: first, hash: toHash(second) };
  if (type === "conflict") return { type, id: first };
  if (type === "error") return { type, id: second, what: first };
  throw new UnknownWord(type.slice(0, 40));
}

function isKind(word: string): word is FileEntry["kind"] {
  return kinds.includes(word);
}

function toPath(hex: string): string {
  return Buffer.from(hex, "hex").toString("utf8");
}

function toHash(word: string): string | null {
  return /^[0-9a-f]{64}$/.test(word) ? word : null;
}

/** A request in the agent's words: `<op> <id> <path> <base or -> <to or -> <length>` and the content. */
export function toRequest(request: {
  op: "write" | "remove" | "rename" | "folder" | "look";
  id: string;
  path: string;
  base?: string | null;
  to?: string;
  content?: string;
}): Buffer {
  const content = Buffer.from(request.content ?? "", "utf8");
  const hex = (text: string | undefined) => (text ? Buffer.from(text, "utf8").toString("hex") : "-");
  const { op, id, path, base, to } = request;
  const line = `${op} ${id} ${hex(path)} ${base ?? "-"} ${hex(to)} ${content.length}\n`;
  return Buffer.concat([Buffer.from(line, "latin1"), content]);
}
