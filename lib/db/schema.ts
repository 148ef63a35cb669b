import { index, integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { WorkspaceFile } from "../compose/types.ts";
import type { RunEvent } from "../grading/events.ts";
import type { RunResult } from "../grading/result.ts";
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
  address: text("address"),
  token: text("token"),
});
