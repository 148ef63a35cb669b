import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { liveRequests } from "../../app/server/live/live-requests.ts";
import { placeSandbox } from "../../app/server/live/place-sandbox.ts";
import type { WorkspaceFile } from "../../lib/compose/types.ts";
import { readSettings } from "../../lib/config/settings.ts";
import { openDatabase } from "../../lib/db/client.ts";
import { readDraft } from "../../lib/db/drafts.ts";
import { ensureLearner } from "../../lib/db/learners.ts";
import { latestSandbox } from "../../lib/db/sandboxes.ts";
import { type Door, openChannel, openTerminal } from "../engine/live-stand.ts";
import { until } from "../unit/db/until.ts";

export const exercise = "small";

/** What of a site's process is about live sandboxes, without its pages. */
export async function openLiveSite(url: string) {
  const opened = openDatabase(url, { name: "test-site" });
  const { database } = opened;
  const live = liveRequests({ settings: readSettings({}), database });
  const server = createServer((request, response) => void live.request(request, response));
  server.on("upgrade", (request, socket, head) => void live.upgrade(request, socket, head));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  const origin = `http://127.0.0.1:${address.port}`;

  const doorOf = (learner: string): Door => ({
    address: origin,
    headers: { origin, cookie: `learner=${learner}` },
  });
  const row = (learner: string) => latestSandbox(database, { learnerId: learner, place: exercise });
  return {
    row,
    draft: (learner: string) => readDraft(database, { learnerId: learner, exerciseId: exercise }),
    /** A learner opens a sandbox. */
    open: async (files: WorkspaceFile[], learner = randomBytes(24).toString("base64url")) => {
      await ensureLearner(database, learner);
      await placeSandbox(database, { learnerId: learner, place: exercise }, files);
      const made = await until(async () => {
        const found = await row(learner);
        return found?.state !== "preparing" && found;
      }, 60_000);
      if (made.state !== "ready") throw new Error(`the sandbox is ${made.state}`);
      return { learner, id: made.id, runnerId: made.runnerId };
    },
    /** The learner's page; it connects again and again until it is answered. */
    channel: (learner: string) =>
      lasting(() => openChannel(doorOf(learner), `/api/live/${exercise}/channel`)),
    terminal: (learner: string, query = "") =>
      lasting(() => openTerminal(doorOf(learner), `/api/live/${exercise}/terminals/t1?${query}`)),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await opened.close();
    },
  };
}

function lasting<Opened>(open: () => Promise<Opened>): Promise<Opened> {
  return until(() => open().catch(() => undefined), 60_000);
}
