import { api, type Draft } from "../api.ts";

export const retryAfter = 3000;

/** What the server has, asked for until it answers; undefined when it has nothing for this exercise. */
export async function readServerDraft(
  exercise: string,
  isGone: () => boolean,
  onAway: () => void,
): Promise<Draft | undefined> {
  while (!isGone()) {
    try {
      const { draft } = await api.readDraft(exercise);
      return draft ?? undefined;
    } catch {
      onAway();
      await new Promise((resolve) => setTimeout(resolve, retryAfter));
    }
  }
  return undefined;
}
