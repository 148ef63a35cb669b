import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunBody } from "../../lib/live/run.ts";
import { until } from "../unit/db/until.ts";
import { openLiveStand } from "./live-stand.ts";

const place = "week-2.day-1.session-6.architecture";
const composeFile = "services:\n  web:\n    image: nginx:alpine\n";

let stand: Awaited<ReturnType<typeof openLiveStand>>;
let id: string;

beforeAll(async () => {
  stand = await openLiveStand();
  ({ id } = await stand.open([], undefined, place));
});

afterAll(async () => {
  await stand?.close();
});

function run(terminal: string, commands: string[], more: Partial<RunBody> = {}): Promise<Response> {
  const files = [{ path: "order/compose.yaml", content: composeFile }];
  const body: RunBody = {
    terminal,
    commands,
    folder: "order",
    files,
    fails: false,
    cols: 100,
    request: randomUUID(),
    ...more,
  };
  return stand.ask("POST", `/live/${id}/runs`, body);
}

/** The output of a run, and its exit code once it has one. */
async function look(terminal: string) {
  const { page, shows, events, type, close } = await stand.terminal(id, terminal, "kind=run");
  const exit = async () => {
    const found = await until(async () => events.find((event) => event.type === "exit"), 30_000);
    return found.code;
  };
  return { page, shows, type, exit, close };
}

describe("a block of a lesson", () => {
  test("must run in its folder with its files, and keep its output for a page that comes later", async () => {
    const answer = await run("run-order-1", ["pwd", "docker compose config --services"]);
    expect(await answer.json()).toMatchObject({ terminal: { id: "run-order-1", kind: "run" }, replaced: [] });
    const first = await look("run-order-1");
    expect(await first.exit()).toBe(0);
    first.close();
    const later = await look("run-order-1");
    await later.shows(
      /pwd\S*\r\n\/workspace\/order\r\n[\s\S]*docker compose config --services\S*\r\nweb\r\n/,
    );
    expect(await later.exit()).toBe(0);
    later.close();
  });

  test("must find what an earlier block left, and say which files were different", async () => {
    await (await look("run-order-1")).exit();
    await run("run-order-2", ["here=$PWD", "echo '# mine' >> compose.yaml; echo $here > where"]);
    await (await look("run-order-2")).exit();
    const answer = await run("run-order-3", ["cat where compose.yaml"]);
    expect(await answer.json()).toMatchObject({ replaced: ["order/compose.yaml"] });
    const page = await look("run-order-3");
    expect(await page.exit()).toBe(0);
    await page.shows(/\r\n\/workspace\/order\r\nservices:/);
    expect(page.page.text).not.toContain("mine");
  });

  test("must end at the first command that fails, unless one is meant to", async () => {
    await run("run-order-4", ["(exit 3)", "echo reached-$((1+1))"]);
    const strict = await look("run-order-4");
    expect(await strict.exit()).toBe(3);
    await run("run-order-5", ["(exit 3)", "echo reached-$((1+1))"], { fails: true });
    const meant = await look("run-order-5");
    expect(await meant.exit()).toBe(3);
    expect([strict, meant].map(({ page }) => page.text.includes("reached-2"))).toEqual([false, true]);
  });

  test("must be the only one until it ends, and end with all its commands at Ctrl-C", async () => {
    await run("run-order-6", ["echo begun-$((1+1)); sleep 600", "echo never-$((1+1))"]);
    const page = await look("run-order-6");
    await page.shows("begun-2");
    const other = await run("run-order-7", ["true"]);
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ error: { code: "live.run-busy" } });
    page.type("\x03");
    expect(await page.exit()).toBe(130);
    expect(page.page.text).not.toContain("never-2");
    expect((await run("run-order-7", ["true"])).status).toBe(200);
  });

  test("must not be begun by a page that only looks", async () => {
    const page = await stand.terminal(id, "run-order-99", "kind=run");
    expect(page.opened).toMatchObject({ type: "refused", error: { code: "live.run-gone" } });
  });
});
