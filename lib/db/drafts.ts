import { and, eq, sql } from "drizzle-orm";
import type { WorkspaceFile } from "../compose/types.ts";
import type { Database } from "./client.ts";
import { drafts } from "./schema.ts";

export type Draft = { files: WorkspaceFile[]; version: number; updatedAt: Date };

type Key = { learnerId: string; exerciseId: string };

export async function readDraft(database: Database, key: Key): Promise<Draft | undefined> {
  const [row] = await database.select().from(drafts).where(ofKey(key));
  return row && { files: row.files, version: row.version, updatedAt: row.updatedAt };
}

/**
 * Saves what the learner wrote on top of `version`, the one that was read (0 when there was none).
 *
 * @returns the new version, or nothing when somebody else (another tab) saved in between.
 */
export async function saveDraft(
  database: Database,
  key: Key,
  draft: { files: WorkspaceFile[]; version: number },
): Promise<number | undefined> {
  if (draft.version === 0) {
    const [made] = await database
      .insert(drafts)
      .values({ ...key, files: draft.files, version: 1 })
      .onConflictDoNothing()
      .returning({ version: drafts.version });
    return made?.version;
  }
  const [changed] = await database
    .update(drafts)
    .set({ files: draft.files, version: draft.version + 1, updatedAt: sql`now()` })
    .where(and(ofKey(key), eq(drafts.version, draft.version)))
    .returning({ version: drafts.version });
  return changed?.version;
}

/**
 * Saves what a sandbox holds in one step with reading what is there: a page without a connection to the sandbox
 * may have saved in between.
 *
 * @param merge is given the draft as it is now; nothing leaves it so. @returns the draft as it is then, if there is one.
 */
export async function mergeDraft(
  database: Database,
  key: Key,
  merge: (current: Omit<Draft, "updatedAt"> | undefined) => WorkspaceFile[] | undefined,
): Promise<Omit<Draft, "updatedAt"> | undefined> {
  return database.transaction(async (transaction) => {
    const [row] = await transaction.select().from(drafts).where(ofKey(key)).for("update");
    const current = row && { files: row.files, version: row.version };
    const files = merge(current);
    if (!files) return current;
    const [saved] = await transaction
      .insert(drafts)
      .values({ ...key, files, version: 1 })
      .onConflictDoUpdate({
        target: [drafts.learnerId, drafts.exerciseId],
        set: { files, version: sql`${drafts.version} + 1`, updatedAt: sql`now()` },
      })
      .returning({ version: drafts.version });
    return { files, version: saved?.version ?? 1 };
  });
}

function ofKey(key: Key) {
  return and(eq(drafts.learnerId, key.learnerId), eq(drafts.exerciseId, key.exerciseId));
}
