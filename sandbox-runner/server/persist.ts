import { setTimeout as pause } from "node:timers/promises";

const limitMilliseconds = 30_000;

/**
 * Tries a database operation again while the database is away: it may be restarting. The operation must be
 * harmless when done twice, since an answer can be lost after the work was done.
 *
 * @throws the last error, when the database does not come back.
 */
export async function persist<Answer>(operation: () => Promise<Answer>): Promise<Answer> {
  const deadline = Date.now() + limitMilliseconds;
  for (;;) {
    try {
      return await operation();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(300);
    }
  }
}
