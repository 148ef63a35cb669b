import { afterEach, expect, test, vi } from "vitest";
import { listedFiles } from "../../../../app/lesson/run/listed-files.ts";
import { livePhase } from "../../../../app/workspace/live/live-phase.ts";
import { liveSession } from "../../../../app/workspace/live/live-session.ts";
import type { LiveStatus } from "../../../../lib/live/protocol.ts";

const lifetime = { now: 0, idleEndsAt: 1, absoluteEndsAt: 1, warning: null, extendable: false };
const preparing: LiveStatus = {
  unavailable: null,
  sandbox: {
    id: "s000000000",
    state: "preparing",
    why: null,
    message: null,
    reachable: true,
    draining: false,
    lifetime,
    folders: [],
  },
};

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a look that was answered from before the sandbox was made must not undo it, however late it comes", async () => {
  const looks: PromiseWithResolvers<Response>[] = [];
  vi.stubGlobal("document", { addEventListener: () => {}, removeEventListener: () => {} });
  vi.stubGlobal("fetch", (_: string, { method }: RequestInit) => {
    if (method === "POST") return Promise.resolve(Response.json(preparing));
    const look = Promise.withResolvers<Response>();
    looks.push(look);
    return look.promise;
  });
  const session = liveSession("lesson", listedFiles, () => []);
  const opening = session.open();
  const end = session.begin();
  await opening;
  expect(livePhase(session.snapshot())).toBe("preparing");
  const late = Response.json({ sandbox: null, unavailable: null } satisfies LiveStatus);
  looks[0]?.resolve(late);
  await vi.waitFor(() => expect(late.bodyUsed).toBe(true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(livePhase(session.snapshot())).toBe("preparing");
  end();
});
