/** `[registry/]path[:tag][@digest]` (distribution reference grammar). */
type ImageReference = { repository: string; tag?: string; digest?: string };

type ImageProblem = {
  problem: "image-upper-case" | "image-spaces" | "image-empty-tag" | "image-invalid";
  part: string;
};

const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
// The Compose specification names a registry with an underscore, which the engine's own grammar does not know.
const host =
  "(?:[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?";
const reference = new RegExp(
  `^(?<repository>(?:${host}/)?${component}(?:/${component})*)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);

/** Reads an image's name as the engine does; `problem` is the name of a text in the `compose` catalogue. */
export function parseImageReference(text: string): ImageReference | ImageProblem {
  if (/\s/.test(text)) return { problem: "image-spaces", part: text };
  const found = reference.exec(text);
  if (found?.groups) {
    const { repository = "", tag, digest } = found.groups;
    return { repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
  }
  if (text.endsWith(":")) return { problem: "image-empty-tag", part: text };
  if (reference.test(text.toLowerCase())) return { problem: "image-upper-case", part: text.toLowerCase() };
  return { problem: "image-invalid", part: text };
}
