import { queuedIds } from "../../lib/db/attempts.ts";
import type { Database } from "../../lib/db/client.ts";
import { liveRunners } from "../../lib/db/runners.ts";
import type { Message } from "../../lib/i18n/message.ts";
import { whyWaiting } from "./waiting.ts";

/** How many wait before an attempt, and the reason when it is not only that. */
type Place = { position: number; reason: Message | undefined };

export type QueueWatch = {
  /** The place of a waiting attempt; nothing when it waits no longer. */
  placeOf(attemptId: string): Promise<Place | undefined>;
};

/** What all who wait are told is read for all of them together, and no more often than this. */
export const freshMilliseconds = 1_500;

export function openQueueWatch(database: Database): QueueWatch {
  let readAt = 0;
  let reading: ReturnType<typeof read> | undefined;
  const read = async () => {
    const [ids, runners] = await Promise.all([queuedIds(database), liveRunners(database)]);
    return { positions: new Map(ids.map((id, position) => [id, position])), reason: whyWaiting(runners) };
  };
  const look = () => {
    if (!reading || Date.now() - readAt > freshMilliseconds) {
      readAt = Date.now();
      reading = read();
      // The next one who asks tries again.
      reading.catch(() => {
        reading = undefined;
      });
    }
    return reading;
  };
  return {
    placeOf: async (attemptId) => {
      const { positions, reason } = await look();
      const position = positions.get(attemptId);
      return position === undefined ? undefined : { position, reason };
    },
  };
}
