/** Where the engine repeats in an error the reference that it was given, which from the gate is an id. */
const repeats = [
  "cannot kill container: {}:",
  "cannot stop container: {}:",
  "Cannot restart container {}:",
  'cannot remove container "{}":',
  "Container {} is paused, unpause the container before exec",
  "No such container: {}",
] as const;

const missingFile = /^(Could not find the file [\s\S]* in container )([0-9a-f]{64})$/;

/**
 * An error of the engine with the student's own references where it repeats the gate's.
 * @param written what the student wrote, by the id that was sent for it
 */
export function asWritten(text: string, written: ReadonlyMap<string, string>): string {
  let result = text;
  for (const [id, reference] of written) {
    for (const repeat of repeats) {
      result = result.replaceAll(repeat.replace("{}", id), () => repeat.replace("{}", () => reference));
    }
    result = result.replace(missingFile, (whole, before: string, named: string) =>
      named === id ? `${before}${reference}` : whole,
    );
  }
  return result;
}
