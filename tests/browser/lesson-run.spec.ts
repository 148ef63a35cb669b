import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import { lesson, themes } from "./support/addresses.ts";
import { expect, test } from "./support/test.ts";

/** One reader with one sandbox for all of these. */
test.describe.configure({ mode: "serial" });

const slow = { timeout: 90_000 };
const api = `/api/live/${lesson.slice(1).replaceAll("/", ".")}`;

let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  page = await context.newPage();
  await open();
});

test.afterAll(async () => {
  const origin = new URL(page.url()).origin;
  await context.request.delete(api, { headers: { origin } });
  await context.close();
});

/** The browser drops its connections whenever the engine beside it makes a network. */
async function open(): Promise<void> {
  await expect(async () => {
    await page.goto(`/ko${lesson}`);
    await expect(runButton()).toBeVisible();
  }).toPass(slow);
}

const block = () => page.locator(".code-block", { has: page.locator(".code-run") }).first();
const runButton = () => block().getByRole("button", { name: /^실행/ });
const output = () => block().getByRole("region", { name: "출력" });
const strip = () => page.getByRole("region", { name: "내 샌드박스" });

test("opening a lesson must make no sandbox; a block must run with the file above it, and show what it says", async () => {
  expect((await (await page.request.get(api)).json()).sandbox).toBeNull();
  await expect(strip()).toBeHidden();
  await runButton().click();
  await expect(output().getByRole("status").first()).toContainText("종료 코드 0", slow);
  await expect(output().locator(".xterm-rows")).toContainText("docker compose up -d");
  await expect(output().locator(".xterm-rows")).toContainText("lunch-web-1");
  await expect(strip()).toContainText("컨테이너 2개 중 2개 실행 중");
});

test("the output and what runs must be there after a reload", async () => {
  await open();
  // What is out of sight is not drawn.
  await output().scrollIntoViewIfNeeded(slow);
  await expect(output().locator(".xterm-rows")).toContainText("lunch-web-1", slow);
  await expect(strip()).toContainText("lunch-store-1");
});

for (const theme of themes) {
  test(`output and strip must be usable by everybody: ${theme}`, async () => {
    await page.emulateMedia({ colorScheme: theme });
    const parts = new AxeBuilder({ page })
      .include(".run-pane")
      .include(".sandbox-strip")
      .include(".code-bar");
    const { violations } = await parts.analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
}

test("the shell must be that of the same sandbox, and cleaning up must leave nothing", async () => {
  await strip().getByRole("button", { name: "셸", exact: true }).click();
  const shell = strip().locator(".terminal-frame");
  await expect(shell.locator(".xterm-rows")).toContainText("$", slow);
  await page.keyboard.type("cat lunch/compose.yaml\n");
  await expect(shell.locator(".xterm-rows")).toContainText("redis:alpine", slow);
  await strip().getByRole("button", { name: "정리하기" }).click();
  await expect(strip()).toBeHidden(slow);
  await expect(output()).toBeHidden();
  const { sandbox } = await (await page.request.get(api)).json();
  expect(sandbox.state).toBe("ended");
});
