export type PathProblem = "pathEmpty" | "pathTaken" | "pathOutside";

/** Why a new path in the workspace will not do; undefined when it will. */
export function pathProblem(path: string, taken: string[]): PathProblem | undefined {
  if (path === "") return "pathEmpty";
  const stands = (other: string) =>
    other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`);
  if (taken.some(stands)) return "pathTaken";
  const parts = path.split("/");
  const outside =
    parts.some((part) => part === "" || part === "." || part === "..") ||
    !/^[\p{L}\p{M}\p{N}_./@+ ()-]+$/u.test(path);
  return outside ? "pathOutside" : undefined;
}
