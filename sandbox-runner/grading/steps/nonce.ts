import { randomBytes } from "node:crypto";

/** A value that did not exist before this moment: nobody can have prepared an answer that holds it. */
export function newNonce(): string {
  return `note-${randomBytes(8).toString("hex")}`;
}
