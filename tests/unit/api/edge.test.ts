import { expect, test } from "vitest";
import { refuseForeignOrigin } from "../../../app/api/origin.ts";
import { isExpectedHost, isReadable } from "../../../app/server/request-guard.ts";
import { whyNotAccepted, whyWaiting } from "../../../app/server/waiting.ts";
import { workspaceSchema } from "../../../lib/content/workspace-schema.ts";
import type { RunnerEngine, RunnerImage } from "../../../lib/db/runner-state.ts";
import { message } from "../../../lib/i18n/message.ts";

function asks(headers: Record<string, string>, origin?: string): boolean {
  const request = new Request("http://localhost:3000/api/attempts", { method: "POST", headers });
  try {
    refuseForeignOrigin(request, { origin });
    return true;
  } catch {
    return false;
  }
}

test("a page of another site must not change anything", () => {
  const host = "localhost:3000";
  expect(asks({ host, origin: "http://localhost:3000" })).toBe(true);
  expect(asks({ host, origin: "http://evil.example" })).toBe(false);
  expect(asks({ host, origin: "http://localhost:3001" })).toBe(false);
  expect(asks({ host, origin: "null" })).toBe(false);
  expect(asks({ host, "sec-fetch-site": "cross-site" })).toBe(false);
  expect(asks({ host, "sec-fetch-site": "same-origin" })).toBe(true);
  expect(asks({ host })).toBe(true);
  expect(asks({ host: "inner:3000", origin: "https://lab.example" }, "https://lab.example")).toBe(true);
});

test("a site on loopback must answer to loopback's names only", () => {
  const loopback = { host: "127.0.0.1" };
  for (const host of ["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "lab.localhost"]) {
    expect(isExpectedHost(host, loopback)).toBe(true);
  }
  expect(isExpectedHost("evil.example:3000", loopback)).toBe(false);
  expect(isExpectedHost("127.evil.example", loopback)).toBe(false);
  expect(isExpectedHost(undefined, loopback)).toBe(false);
  expect(isExpectedHost("lab.example", { ...loopback, origin: "https://lab.example" })).toBe(true);
  expect(isExpectedHost("lab.example", { host: "0.0.0.0" })).toBe(true);
});

test("an address that is half a character must not reach who would fail over it", () => {
  for (const address of ["/ko/%E0%A4%A", "/%", "/api/attempts/%ff"]) {
    expect(isReadable(address)).toBe(false);
  }
  expect(isReadable("/ko/week-2/day%2D1?q=100%")).toBe(true);
});

test("a workspace must stay inside itself and within its limits", () => {
  const good = [{ path: "api/compose.yaml", content: "services: {}" }];
  expect(workspaceSchema.safeParse(good).success).toBe(true);
  for (const path of ["/etc/passwd", "../up", "a/../../b", "a//b", "a/./b", "", "nul\0", "a".repeat(300)]) {
    expect(workspaceSchema.safeParse([{ path, content: "" }]).success).toBe(false);
  }
  expect(workspaceSchema.safeParse([...good, ...good]).success).toBe(false);
  expect(workspaceSchema.safeParse([...good, { path: "api", content: "" }]).success).toBe(false);
  expect(workspaceSchema.safeParse([...good, { path: "ap", content: "" }]).success).toBe(true);
  expect(workspaceSchema.safeParse([{ path: "가".repeat(100), content: "" }]).success).toBe(false);
  const large = (name: string) => ({ path: name, content: "x".repeat(250 * 1024) });
  expect(workspaceSchema.safeParse([large("a")]).success).toBe(true);
  expect(workspaceSchema.safeParse(["a", "b", "c", "d", "e"].map(large)).success).toBe(false);
});

function runner(engine: RunnerEngine, images: RunnerImage[] = []) {
  const at = new Date(0);
  const rest = {
    machine: "m",
    process: "1-1",
    startedAt: at,
    heartbeatAt: at,
    jobs: 1,
    draining: false,
    address: null,
    token: null,
  };
  return { id: "r", engine, images, ...rest };
}

const missing: RunnerEngine = {
  state: "missing",
  reason: message("engine.switched-off"),
  remedies: [message("engine.remedy-start")],
};
const preparing: RunnerEngine = { state: "preparing", message: message("platform.engine-looking") };
const ready: RunnerEngine = { state: "ready", mode: "private", version: "28", apiVersion: "1.51" };

test("an attempt must be refused with a remedy when nobody can ever run it, and accepted when somebody will", () => {
  expect(whyNotAccepted([])?.error.code).toBe("platform.no-runner");
  expect(whyNotAccepted([runner(missing)])).toEqual({ error: missing.reason, remedy: missing.remedies[0] });
  expect(whyNotAccepted([runner(missing), runner(preparing)])).toBeUndefined();
  expect(whyNotAccepted([runner(ready)])).toBeUndefined();
});

test("a waiting attempt must say what it waits for", () => {
  expect(whyWaiting([])?.code).toBe("platform.no-runner");
  expect(whyWaiting([runner(preparing)])?.code).toBe("platform.engine-looking");
  const images: RunnerImage[] = [
    { id: "a", state: "ready" },
    { id: "b", state: "preparing" },
  ];
  expect(whyWaiting([runner(ready, images)])).toEqual(
    message("platform.images-preparing", { ready: 1, all: 2 }),
  );
  expect(whyWaiting([runner(ready, images.slice(0, 1))])).toBeUndefined();
});
