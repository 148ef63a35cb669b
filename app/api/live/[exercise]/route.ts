import { maximumBodyBytes } from "../../../../lib/content/workspace-schema.ts";
import { liveRunners } from "../../../../lib/db/runners.ts";
import { countLive, liveByRunner } from "../../../../lib/db/sandboxes.ts";
import { message } from "../../../../lib/i18n/message.ts";
import { openBodySchema } from "../../../../lib/live/protocol.ts";
import { requireLearner } from "../../../server/learner.ts";
import { askRunner } from "../../../server/live/ask-runner.ts";
import { ownKey, ownSandbox } from "../../../server/live/own-sandbox.ts";
import {
  isLive,
  type Key,
  latestOrLost,
  openRunners,
  readStatus,
  whyUnavailable,
} from "../../../server/live/status.ts";
import { site } from "../../../server/site.ts";
import { findExercise } from "../../exercise.ts";
import { Refusal } from "../../refusal.ts";
import { json, readBody, respond } from "../../respond.ts";

type Context = { params: Promise<{ exercise: string }> };

/** A learner who goes from exercise to exercise need not close each; more than this is forgetting. */
const maximumLive = 3;

/** `GET /api/live/:exercise` → LiveStatus */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => json(await readStatus(site().database, await ownKey(params))));
}

/** `POST /api/live/:exercise {files}` → LiveStatus, with a sandbox that is being made or is there. */
export function POST(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => {
    const { files } = await readBody(request, openBodySchema, maximumBodyBytes);
    const { id } = await findExercise((await params).exercise);
    const key = { learnerId: await requireLearner(), exerciseId: id };
    const { database } = site();
    const row = await latestOrLost(database, key);
    if (!row || !isLive(row)) await make(key, files);
    return json(await readStatus(database, key));
  });
}

/** `DELETE /api/live/:exercise` → LiveStatus. The files are in the draft. */
export function DELETE(request: Request, { params }: Context): Promise<Response> {
  return respond(request, async () => {
    const key = await ownKey(params);
    const { id, runnerId } = await ownSandbox(key);
    await askRunner(site().database, runnerId, { method: "DELETE", path: `/live/${id}` });
    return json(await readStatus(site().database, key));
  });
}

async function make(key: Key, files: { path: string; content: string }[]): Promise<void> {
  const { database } = site();
  if ((await countLive(database, key.learnerId)) >= maximumLive) {
    throw new Refusal(429, message("live.too-many-sandboxes", { maximum: maximumLive }));
  }
  const runners = await liveRunners(database);
  const load = await liveByRunner(database);
  const [runner] = openRunners(runners).sort((a, b) => (load.get(a.id) ?? 0) - (load.get(b.id) ?? 0));
  if (!runner) {
    const why = whyUnavailable(runners);
    throw new Refusal(503, why?.error ?? message("live.engine-away"), why?.remedy);
  }
  const body = { learner: key.learnerId, exercise: key.exerciseId, files };
  await askRunner(database, runner.id, { method: "POST", path: "/live", body }).catch((error: unknown) => {
    // Another tab was first: its sandbox is this one's too.
    if (!(error instanceof Refusal && error.status === 409)) throw error;
  });
}
