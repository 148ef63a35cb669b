import type { Database } from "../../../lib/db/client.ts";
import { liveRunners, type Runner } from "../../../lib/db/runners.ts";
import { giveUpSandbox, latestSandbox, type SandboxRow } from "../../../lib/db/sandboxes.ts";
import { message } from "../../../lib/i18n/message.ts";
import { lostAfterSeconds } from "../../../lib/live/between.ts";
import { viewLifetime } from "../../../lib/live/lifetime.ts";
import type { LiveStatus, SandboxView } from "../../../lib/live/protocol.ts";
import { whyNotAccepted, whyWaiting } from "../waiting.ts";

export type Key = { learnerId: string; place: string };

/** How things stand with a learner's sandbox at a place, from the database alone. */
export async function readStatus(database: Database, key: Key | undefined): Promise<LiveStatus> {
  const [row, runners] = await Promise.all([key && latestOrLost(database, key), liveRunners(database)]);
  return { sandbox: row ? viewOf(row, runners) : null, unavailable: whyUnavailable(runners) };
}

/** The newest sandbox; one whose runner has been silent for long is given up first. */
export async function latestOrLost(database: Database, key: Key): Promise<SandboxRow | undefined> {
  const row = await latestSandbox(database, key);
  if (!row || !isLive(row)) return row;
  if (Date.now() - row.seenAt.getTime() < lostAfterSeconds * 1000) return row;
  await giveUpSandbox(database, row.id, lostAfterSeconds);
  return latestSandbox(database, key);
}

export function isLive({ state }: Pick<SandboxRow, "state">): boolean {
  return state === "preparing" || state === "ready";
}

/** Runners that could take a new sandbox. */
export function openRunners(runners: Runner[]): Runner[] {
  return runners.filter(
    (runner) =>
      runner.address !== null &&
      !runner.draining &&
      runner.engine.state === "ready" &&
      runner.images.some((image) => image.id === "toolbox" && image.state === "ready"),
  );
}

export function whyUnavailable(runners: Runner[]): LiveStatus["unavailable"] {
  if (openRunners(runners).length > 0) return null;
  const refused = whyNotAccepted(runners);
  if (refused) return refused;
  if (runners.every((runner) => runner.draining)) return { error: message("live.draining") };
  return {
    error: whyWaiting(runners) ?? message("live.engine-away"),
    remedy: message("live.engine-away-remedy"),
  };
}

function viewOf(row: SandboxRow, runners: Runner[]): SandboxView {
  const runner = runners.find(({ id }) => id === row.runnerId);
  const lifetime = viewLifetime(
    {
      createdAt: row.createdAt.getTime(),
      idleEndsAt: row.idleEndsAt.getTime(),
      absoluteEndsAt: row.absoluteEndsAt.getTime(),
    },
    Date.now(),
  );
  return {
    id: row.id,
    state: row.state,
    why: row.endReason,
    message: row.state === "preparing" ? message("live.making") : row.message,
    reachable: isLive(row) && runner?.engine.state === "ready",
    draining: runner?.draining ?? false,
    lifetime: isLive(row) ? lifetime : { ...lifetime, warning: null, extendable: false },
    folders: isLive(row) ? [] : row.savedFolders,
  };
}
