import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { WorkspaceFile } from "../compose/types.ts";
import type { RunEvent } from "../grading/events.ts";
import type { RunResult } from "../grading/result.ts";
import type { Message } from "../i18n/message.ts";
import type { RunnerEngine, RunnerImage } from "./runner-state.ts";
import { storedJson } from "./stored-json.ts";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** Somebody who learns here. On a laptop a cookie is all there is; accounts are laid over it. */
export const learners = pgTable("learners", {
  id: text("id").primaryKey(),
  createdAt: at("created_at").notNull().defaultNow(),
  seenAt: at("seen_at").notNull().defaultNow(),
});

/** What a learner wrote and has not submitted yet: one per exercise. */
export const drafts = pgTable(
  "drafts",
  {
    learnerId: text("learner_id")
      .notNull()
      .references(() => learners.id, { onDelete: "cascade" }),
    exerciseId: text("exercise_id").notNull(),
    files: storedJson("files").$type<WorkspaceFile[]>().notNull(),
    /** Counts up with every change, so that two tabs cannot overwrite each other unseen. */
    version: integer("version").notNull(),
    updatedAt: at("updated_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.learnerId, table.exerciseId] })],
);

/** One press of Run or Submit. The id is also the id of its job in the queue. */
export const attempts = pgTable(
  "attempts",
  {
    id: uuid("id").primaryKey(),
    learnerId: text("learner_id")
      .notNull()
      .references(() => learners.id, { onDelete: "cascade" }),
    exerciseId: text("exercise_id").notNull(),
    exerciseHash: text("exercise_hash").notNull(),
    purpose: text("purpose", { enum: ["run", "submit"] }).notNull(),
    files: storedJson("files").$type<WorkspaceFile[]>().notNull(),
    state: text("state", { enum: ["queued", "running", "ended", "cancelled"] }).notNull(),
    result: storedJson("result").$type<RunResult>(),
    /** How often a runner has taken it. */
    run: integer("run").notNull().default(0),
    /** Counts what its runs came to nothing for: 1 for a runner that died, 2 for a failure that a runner reported. */
    lost: integer("lost").notNull().default(0),
    runnerId: text("runner_id"),
    cancelRequestedAt: at("cancel_requested_at"),
    createdAt: at("created_at").notNull().defaultNow(),
    startedAt: at("started_at"),
    endedAt: at("ended_at"),
  },
  (table) => [
    index("attempts_by_learner").on(table.learnerId, table.exerciseId, table.createdAt.desc()),
    index("attempts_open").on(table.state, table.createdAt),
  ],
);

/** What a run said, in order. Events of a run below the attempt's own `run` are superseded. */
export const attemptEvents = pgTable(
  "attempt_events",
  {
    attemptId: uuid("attempt_id")
      .notNull()
      .references(() => attempts.id, { onDelete: "cascade" }),
    /** From 1, without gaps, over all runs of the attempt. */
    seq: integer("seq").notNull(),
    run: integer("run").notNull(),
    event: storedJson("event").$type<RunEvent>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.attemptId, table.seq] })],
);

/** Runners that are alive, by their heartbeat. */
export const runners = pgTable("runners", {
  id: text("id").primaryKey(),
  /** `<instance>@<host name>`: only a process of the same machine can see whether another one runs. */
  machine: text("machine").notNull(),
  /** The process as `<pid>-<start>` on its machine: a later process of the same instance sees whether it died. */
  process: text("process").notNull(),
  startedAt: at("started_at").notNull().defaultNow(),
  heartbeatAt: at("heartbeat_at").notNull().defaultNow(),
  engine: storedJson("engine").$type<RunnerEngine>().notNull(),
  images: storedJson("images").$type<RunnerImage[]>().notNull(),
  jobs: integer("jobs").notNull(),
  /** Where the site reaches it for what is live, as `http://host:port`, and the secret that it asks for. */
  address: text("address"),
  token: text("token"),
  /** The operator wants it empty: it takes nothing new. */
  draining: boolean("draining").notNull().default(false),
});

/** Live sandboxes, the ended ones for a while. Only the runner that serves one writes its row. */
export const sandboxes = pgTable(
  "sandboxes",
  {
    /** As the engine's labels name it; a resumed sandbox is a new one. */
    id: text("id").primaryKey(),
    learnerId: text("learner_id")
      .notNull()
      .references(() => learners.id, { onDelete: "cascade" }),
    /** The exercise or lesson that it is for: see `lib/live/place.ts`. */
    place: text("place").notNull(),
    runnerId: text("runner_id").notNull(),
    /** As in `runners`: the next runner of this machine takes it over. */
    machine: text("machine").notNull(),
    state: text("state", { enum: ["preparing", "ready", "paused", "ended"] }).notNull(),
    endReason: text("end_reason", { enum: ["expired", "closed", "yielded", "lost", "drained", "failed"] }),
    /** What failed, for the learner. */
    message: storedJson("message").$type<Message>(),
    /** The host name under which its ports are previewed, and the secret of its cookies. */
    previewLabel: text("preview_label").notNull().unique(),
    previewKey: text("preview_key").notNull(),
    /** The draft that its runner saved last: the version, and the hashes of its files by path. */
    savedVersion: integer("saved_version").notNull().default(0),
    savedHashes: storedJson("saved_hashes").$type<Record<string, string>>().notNull(),
    /** Folders of the workspace without a file, which no draft holds: the next sandbox has them, too. */
    savedFolders: storedJson("saved_folders").$type<string[]>().notNull().default([]),
    createdAt: at("created_at").notNull().defaultNow(),
    usedAt: at("used_at").notNull().defaultNow(),
    idleEndsAt: at("idle_ends_at").notNull(),
    absoluteEndsAt: at("absolute_ends_at").notNull(),
    /** When its runner last said that it serves it. */
    seenAt: at("seen_at").notNull().defaultNow(),
    endedAt: at("ended_at"),
  },
  (table) => [
    index("sandboxes_by_learner").on(table.learnerId, table.place, table.createdAt.desc()),
    uniqueIndex("sandboxes_live")
      .on(table.learnerId, table.place)
      .where(sql`${table.state} in ('preparing', 'ready')`),
    index("sandboxes_of_machine").on(table.machine, table.state),
  ],
);
