import { setTimeout as pause } from "node:timers/promises";

/** Waits for the observable: asks again until there is an answer that is neither undefined nor false. */
export async function until<Answer>(
  ask: () => Promise<Answer | undefined | false>,
  milliseconds = 20_000,
): Promise<Answer> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Not seen within ${milliseconds} ms.`);
    await pause(25);
  }
}
