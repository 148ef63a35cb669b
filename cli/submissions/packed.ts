/** A plain file of an archive, by its path from the archive's root. */
export type PackedFile = { path: string; bytes: Buffer };

/** One thing in an archive; its bytes are read only when they are wanted, and never more than `most` of them. */
export type PackedItem = {
  name: string;
  kind: "file" | "folder" | "other";
  read(most: number): Promise<Buffer>;
};

/** Thrown by readers that meet more bytes than they were told to take. */
export class TooManyBytes extends Error {
  override readonly name = "TooManyBytes";
}
