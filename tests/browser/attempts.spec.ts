import type { Page } from "@playwright/test";
import { exercise } from "./support/addresses.ts";
import { expect, replaceText, test } from "./support/test.ts";

const at = "2026-11-23T12:00:00.000Z";
const files = [{ path: "compose.yaml", content: "services:\n  old:\n    image: nginx:alpine\n" }];

function summary(number: number, state = "ended") {
  const ended = state === "ended";
  const came = ended
    ? { kind: "graded", score: number, maxScore: 100 }
    : { kind: null, score: null, maxScore: null };
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  return { id, number, purpose: "run", state, createdAt: at, endedAt: ended ? at : null, ...came };
}

const result = {
  kind: "graded",
  exercise: { id: "healthy-before-start", hash: "h" },
  score: 0,
  maxScore: 5,
  checks: [
    {
      id: "file",
      task: "order",
      status: "failed",
      points: 0,
      maxPoints: 5,
      message: { code: "grading.no-such-service", params: { service: "db" } },
      evidence: [],
      hintAfter: 1,
    },
  ],
  phases: [],
  provenance: { images: {}, gradedAt: at },
};

/** The attempts' routes as a server would answer them; the test says what it wants to be different. */
async function serveAttempts(page: Page, attempts: ReturnType<typeof summary>[]): Promise<void> {
  await page.route(/\/api\/attempts\?/, (route) => {
    const before = Number(new URL(route.request().url()).searchParams.get("before") ?? 1e9);
    const older = attempts.filter(({ number }) => number < before).slice(0, 50);
    return route.fulfill({ json: { attempts: older } });
  });
  await page.route(/\/api\/attempts\/[^/?]+$/, (route) => {
    const found = attempts.find(({ id }) => route.request().url().endsWith(id));
    return route.fulfill({ json: { attempt: { ...found, result, files } } });
  });
  await page.route(/\/api\/attempts\/[^/]+\/events$/, (route) =>
    route.fulfill({ contentType: "text/event-stream", body: 'event: end\ndata: {"state":"ended"}\n\n' }),
  );
}

async function open(page: Page): Promise<void> {
  await page.goto(`/ko${exercise}`);
  await expect(page.locator(".cm-content")).toBeVisible();
}

test("attempts must keep their numbers when there are more than a page of them", async ({ page }) => {
  await serveAttempts(
    page,
    Array.from({ length: 53 }, (_, index) => summary(53 - index)),
  );
  await open(page);
  await page.getByRole("button", { name: /^기록/ }).click();
  await expect(page.locator(".history strong").first()).toHaveText("53번째");
  await expect(page.locator(".history > li")).toHaveCount(50);
  await page.getByRole("button", { name: /이전 기록 3개/ }).click();
  await expect(page.locator(".history strong").last()).toHaveText("1번째");
  await expect(page.locator(".history strong").first()).toHaveText("53번째");
});

test("files that cannot be taken back must be told, and stay as they are", async ({ page }) => {
  await serveAttempts(page, [summary(1)]);
  await open(page);
  await replaceText(page, "services: {}\n");
  await page.getByRole("button", { name: /^기록/ }).click();
  await page.route(/\/api\/attempts\/[^/?]+$/, (route) => route.abort());
  await page.getByRole("button", { name: /이 파일로 되돌리기/ }).click();
  await expect(page.getByText("파일을 가져오지 못했고")).toBeVisible();
  await expect(page.locator(".cm-content")).toContainText("services: {}");
});

test("a run whose end could not be read must leave no Cancel behind, and be read later", async ({ page }) => {
  const running = summary(1, "running");
  await serveAttempts(page, [running]);
  let away = true;
  let ended = false;
  await page.route(/\/api\/attempts\/[^/?]+$/, (route) => {
    if (ended && away) return route.abort();
    const attempt = ended ? summary(1) : running;
    return route.fulfill({ json: { attempt: { ...attempt, result: ended ? result : null, files } } });
  });
  await page.route(/\/api\/attempts\/[^/]+\/events$/, (route) => {
    ended = true;
    return route.fulfill({
      contentType: "text/event-stream",
      body: 'event: end\ndata: {"state":"ended"}\n\n',
    });
  });
  await open(page);
  await expect(page.locator(".dock-problem")).toBeVisible();
  await expect(page.getByRole("button", { name: /^취소/ })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^실행 / })).toBeEnabled();
  away = false;
  await expect(page.locator(".verdict[data-kind=graded]")).toBeVisible();
  await expect(page.locator(".dock-problem")).toHaveCount(0);
});

test("a hint that is still closed must say when it opens", async ({ page }) => {
  await serveAttempts(page, [summary(1)]);
  await open(page);
  await expect(page.locator(".first-to-fix")).toContainText("1번 더 막히면 힌트가 열립니다");
});

test("what keeps Run from working must be told beside it, on a phone too", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/api/drafts/**", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/ko${exercise}`);
  const run = page.getByRole("button", { name: /^실행 / });
  await expect(run).toBeDisabled();
  await expect(run).toHaveAccessibleDescription("파일을 여는 중입니다.");
  await expect(page.locator(".dock-why")).toBeInViewport();
  release();
  await expect(run).toBeEnabled();
  await expect(page.locator(".dock-why")).toHaveCount(0);
});

test("a verdict must be heard, and what every pause in typing saves must not", async ({ page }) => {
  await serveAttempts(page, [summary(1)]);
  await open(page);
  await expect(page.getByRole("status").filter({ hasText: "가장 먼저 고칠 것" })).toContainText("0/5점");
  await replaceText(page, "services: {}\n");
  await expect(page.getByText("저장됨", { exact: true })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "저장됨" })).toHaveCount(0);
  await page.route("**/api/drafts/**", (route) => route.abort());
  await replaceText(page, "services:\n");
  await expect(page.getByRole("status").filter({ hasText: "이 브라우저에만 저장됨" })).toBeVisible();
});
