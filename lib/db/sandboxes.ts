import { and, desc, eq, inArray, like, lt, sql } from "drizzle-orm";
import type { Message } from "../i18n/message.ts";
import type { Database } from "./client.ts";
import { runners, sandboxes } from "./schema.ts";

export type SandboxRow = typeof sandboxes.$inferSelect;
export type NewSandbox = typeof sandboxes.$inferInsert;
export type EndReason = NonNullable<SandboxRow["endReason"]>;

type Key = { learnerId: string; place: string };

/** States in which there is something on an engine. */
const live = ["preparing", "ready"] as const;

/** Writes the row of a sandbox that is going to be made. Nothing when the learner has a live one at this place. */
export async function insertSandbox(database: Database, row: NewSandbox): Promise<SandboxRow | undefined> {
  const [made] = await database.insert(sandboxes).values(row).onConflictDoNothing().returning();
  return made;
}

/** The learner's newest sandbox at a place, whatever its state. */
export async function latestSandbox(database: Database, key: Key): Promise<SandboxRow | undefined> {
  const [row] = await database
    .select()
    .from(sandboxes)
    .where(and(eq(sandboxes.learnerId, key.learnerId), eq(sandboxes.place, key.place)))
    .orderBy(desc(sandboxes.createdAt))
    .limit(1);
  return row;
}

export async function sandboxByPreview(database: Database, label: string): Promise<SandboxRow | undefined> {
  const [row] = await database.select().from(sandboxes).where(eq(sandboxes.previewLabel, label));
  return row;
}

/** How many live sandboxes a learner has, wherever they are. */
export async function countLive(database: Database, learnerId: string): Promise<number> {
  return database.$count(
    sandboxes,
    and(eq(sandboxes.learnerId, learnerId), inArray(sandboxes.state, [...live])),
  );
}

/** Of the learner's live sandboxes that are for lessons, the one that was not used for longest. */
export async function leastUsedOfLessons(
  database: Database,
  learnerId: string,
): Promise<SandboxRow | undefined> {
  const [row] = await database
    .select()
    .from(sandboxes)
    .where(
      and(
        eq(sandboxes.learnerId, learnerId),
        inArray(sandboxes.state, [...live]),
        // See `lib/live/place.ts`.
        like(sandboxes.place, "%.%"),
      ),
    )
    .orderBy(sandboxes.idleEndsAt)
    .limit(1);
  return row;
}

/** How many live sandboxes each runner serves. */
export async function liveByRunner(database: Database): Promise<Map<string, number>> {
  const rows = await database
    .select({ runnerId: sandboxes.runnerId, count: sql<number>`count(*)::int` })
    .from(sandboxes)
    .where(inArray(sandboxes.state, [...live]))
    .groupBy(sandboxes.runnerId);
  return new Map(rows.map(({ runnerId, count }) => [runnerId, count]));
}

export async function liveOfMachine(database: Database, machine: string): Promise<SandboxRow[]> {
  return database
    .select()
    .from(sandboxes)
    .where(and(eq(sandboxes.machine, machine), inArray(sandboxes.state, [...live])));
}

export async function updateSandbox(
  database: Database,
  id: string,
  values: Partial<
    Pick<
      SandboxRow,
      | "state"
      | "runnerId"
      | "savedVersion"
      | "savedHashes"
      | "savedFolders"
      | "usedAt"
      | "idleEndsAt"
      | "absoluteEndsAt"
      | "previewKey"
    >
  >,
): Promise<void> {
  await database
    .update(sandboxes)
    .set({ ...values, seenAt: sql`now()` })
    .where(eq(sandboxes.id, id));
}

/** Ends a live sandbox, or pauses it; one that is over already stays as it is. */
export async function endSandbox(
  database: Database,
  id: string,
  end: { state: "paused" } | { state: "ended"; reason: EndReason; message?: Message },
): Promise<void> {
  const reason = end.state === "ended" ? end.reason : null;
  const message = end.state === "ended" ? (end.message ?? null) : null;
  await database
    .update(sandboxes)
    .set({ state: end.state, endReason: reason, message, endedAt: sql`now()` })
    .where(and(eq(sandboxes.id, id), inArray(sandboxes.state, [...live])));
}

/** Says that sandboxes are still served. */
export async function seeSandboxes(database: Database, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await database.update(sandboxes).set({ seenAt: sql`now()` }).where(inArray(sandboxes.id, ids));
}

/** Gives up a sandbox whose runner has been silent for long. False when it came back in the meantime. */
export async function giveUpSandbox(database: Database, id: string, silentSeconds: number): Promise<boolean> {
  const ended = await database
    .update(sandboxes)
    .set({ state: "ended", endReason: "lost", endedAt: sql`now()` })
    .where(
      and(
        eq(sandboxes.id, id),
        inArray(sandboxes.state, [...live]),
        lt(sandboxes.seenAt, sql`now() - make_interval(secs => ${silentSeconds})`),
      ),
    )
    .returning({ id: sandboxes.id });
  return ended.length > 0;
}

/** Where a runner is reached, if it is alive. */
export async function runnerAddress(
  database: Database,
  runnerId: string,
): Promise<{ address: string; token: string } | undefined> {
  const [row] = await database
    .select({ address: runners.address, token: runners.token })
    .from(runners)
    .where(eq(runners.id, runnerId));
  return row?.address && row.token ? { address: row.address, token: row.token } : undefined;
}
