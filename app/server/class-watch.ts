import { type ClassResults, readClassResults } from "../../lib/db/class-results.ts";
import type { Database } from "../../lib/db/client.ts";
import { freshMilliseconds } from "./queue-watch.ts";

export type ClassWatch = { resultsOf(exerciseId: string): Promise<ClassResults> };

/** How classes stand is read for all pages that ask together, and no more often than it is worth. */
export function openClassWatch(database: Database): ClassWatch {
  const kept = new Map<string, { readAt: number; reading: Promise<ClassResults> }>();
  const resultsOf = (exerciseId: string) => {
    const last = kept.get(exerciseId);
    if (last && Date.now() - last.readAt < freshMilliseconds) return last.reading;
    const reading = readClassResults(database, exerciseId);
    kept.set(exerciseId, { readAt: Date.now(), reading });
    // The next one who asks tries again.
    reading.catch(() => kept.delete(exerciseId));
    return reading;
  };
  return { resultsOf };
}
