import { z } from "zod";

const mebibyte = 1024 * 1024;

/** What a draft and an attempt hold at most. */
export const workspaceLimits = {
  files: 100,
  pathCharacters: 200,
  /** UTF-16 code units, of one file and of all together. */
  fileCharacters: 256 * 1024,
  allCharacters: mebibyte,
} as const;

/** A whole request with a workspace: the files, and JSON's own characters around them. */
export const maximumBodyBytes = 3 * mebibyte;

/** Linux takes 255 bytes for a name. */
const maximumNameBytes = 255;

/** A path relative to the workspace that stays inside it: no `.`, `..`, empty or NUL parts. */
export const workspacePathSchema = z
  .string()
  .min(1)
  .max(workspaceLimits.pathCharacters)
  .refine(isPlainRelative, "must be relative and stay inside");

const fileSchema = z.strictObject({
  path: workspacePathSchema,
  content: z.string().max(workspaceLimits.fileCharacters),
});

/** The files of a workspace as a browser sends them. */
export const workspaceSchema = z
  .array(fileSchema)
  .max(workspaceLimits.files)
  .refine((files) => new Set(files.map((file) => file.path)).size === files.length, "has a path twice")
  .refine(haveFolders, "has a file where a folder is needed")
  .refine(
    (files) => files.reduce((sum, file) => sum + file.content.length, 0) <= workspaceLimits.allCharacters,
    "is larger than one mebibyte",
  );

function isPlainRelative(path: string): boolean {
  return !path.includes("\0") && path.split("/").every(isPlainName);
}

function isPlainName(name: string): boolean {
  if (name === "" || name === "." || name === "..") return false;
  return new TextEncoder().encode(name).length <= maximumNameBytes;
}

/** No file stands where another one needs a folder. */
function haveFolders(files: { path: string }[]): boolean {
  const paths = new Set(files.map((file) => file.path));
  return !files.some(({ path }) =>
    path.split("/").some((_, at, parts) => at > 0 && paths.has(parts.slice(0, at).join("/"))),
  );
}
