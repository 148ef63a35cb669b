export type PartWithExercises = {
  /** What session.yaml names. */
  listed: string[];
  /** What the part's lessons link to. */
  linked: string[];
};

/**
 * Which exercise stands in which part of a session, each in one: where session.yaml lists it, else where a lesson
 * speaks of it first. What neither names is left over, so that a new folder is found without being registered.
 */
export function exercisesByPart(
  parts: PartWithExercises[],
  all: string[],
): { ofParts: string[][]; others: string[] } {
  const listed = new Set(parts.flatMap((part) => part.listed));
  const placed = new Set<string>();
  const place = (id: string) => all.includes(id) && !placed.has(id) && placed.add(id) !== undefined;
  const ofParts = parts.map((part) => [
    ...part.listed.filter(place),
    ...part.linked.filter((id) => !listed.has(id) && place(id)),
  ]);
  return { ofParts, others: all.filter((id) => !placed.has(id)) };
}
