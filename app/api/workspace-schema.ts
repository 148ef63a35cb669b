import { z } from "zod";

const mebibyte = 1024 * 1024;

/** A whole request with a workspace: the files, and JSON's own characters around them. */
export const maximumBodyBytes = 3 * mebibyte;

const maximumFileCharacters = 256 * 1024;
const maximumAllCharacters = mebibyte;

function isPlainRelative(path: string): boolean {
  const parts = path.split("/");
  return (
    !path.includes("\0") && parts.every((part) => part !== "" && part !== "." && part !== ".." && fits(part))
  );
}

/** Linux takes 255 bytes. */
function fits(name: string): boolean {
  return Buffer.byteLength(name) <= 255;
}

/** No file stands where another one needs a folder. */
function haveFolders(files: { path: string }[]): boolean {
  const paths = new Set(files.map((file) => file.path));
  return !files.some(({ path }) =>
    path.split("/").some((_, at, parts) => at > 0 && paths.has(parts.slice(0, at).join("/"))),
  );
}

const fileSchema = z.strictObject({
  path: z.string().min(1).max(200).refine(isPlainRelative, "must be relative and stay inside"),
  content: z.string().max(maximumFileCharacters),
});

/** The files of a workspace as a browser sends them. */
export const workspaceSchema = z
  .array(fileSchema)
  .max(100)
  .refine((files) => new Set(files.map((file) => file.path)).size === files.length, "has a path twice")
  .refine(haveFolders, "has a file where a folder is needed")
  .refine(
    (files) => files.reduce((sum, file) => sum + file.content.length, 0) <= maximumAllCharacters,
    "is larger than one mebibyte",
  );
