import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import { exercise, themes } from "./support/addresses.ts";
import { expect, replaceText, test } from "./support/test.ts";

/**
 * One learner with one sandbox for all of these: making one takes seconds, and what they prove does not depend on
 * a fresh one.
 */
test.describe.configure({ mode: "serial" });

const api = "/api/live/healthy-before-start";
const slow = { timeout: 90_000 };
const small = `services:
  web:
    image: nginx:alpine
    ports:
      - "8080:80"
`;

let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  page = await context.newPage();
  // The browser drops its connections whenever the engine beside it makes a network.
  await expect(async () => {
    await page.goto(`/ko${exercise}`);
    await expect(page.locator(".cm-content")).toBeVisible();
  }).toPass(slow);
});

test.afterAll(async () => {
  const origin = new URL(page.url()).origin;
  await context.request.delete(api, { headers: { origin } });
  await context.close();
});

const rows = () => page.locator(".terminal-holder:not([hidden]) .xterm-rows");
const frame = () => page.locator(".terminal-holder:not([hidden]) .terminal-frame");

/** Types a line into the shell that is shown, as a person does. */
async function run(command: string): Promise<void> {
  await frame().locator(".xterm-screen").click();
  await page.keyboard.type(command);
  await page.keyboard.press("Enter");
}

async function openTerminal(): Promise<void> {
  const button = page.getByRole("button", { name: "터미널", exact: true });
  if ((await button.getAttribute("aria-pressed")) !== "true") await button.click();
}

test("opening the exercise must make no sandbox; the button must make one, and a shell answer in it", async () => {
  const { sandbox } = await (await page.request.get(api)).json();
  expect(sandbox).toBeNull();
  await openTerminal();
  await page.getByRole("button", { name: "샌드박스 시작" }).click();
  await expect(page.locator(".live-status")).toHaveText("실행 중", slow);
  await expect(rows()).toContainText("$", slow);
  await run("echo $((6 * 7)) answers");
  await expect(rows()).toContainText("42 answers");
});

test("Hangul must be typed as a whole and come back in two cells each", async () => {
  await frame().locator(".xterm-screen").click();
  const session = await context.newCDPSession(page);
  await page.keyboard.type("echo ");
  for (const text of ["ㅎ", "하", "한"])
    await session.send("Input.imeSetComposition", { text, selectionStart: 1, selectionEnd: 1 });
  await session.send("Input.insertText", { text: "한" });
  await page.keyboard.insertText("글");
  await page.keyboard.type(" | tr -d '\\n' | wc -c");
  await page.keyboard.press("Enter");
  await expect(rows()).toContainText("echo 한글 |");
  await expect(rows().locator("div", { hasText: /^6\s*$/ })).toBeVisible();
});

test("what is dictated or put in by assistive tools must reach the shell in screen-reader mode, once", async () => {
  const mode = page.getByRole("button", { name: "스크린 리더 모드" });
  await mode.click();
  await frame().locator("textarea").focus();
  await page.keyboard.insertText("echo by-voice");
  await page.keyboard.type(" by-key");
  await page.keyboard.press("Enter");
  await expect(rows().locator("div", { hasText: /^by-voice by-key\s*$/ })).toBeVisible();
  await mode.click();
});

test("a reload must bring back what was printed, and the shell go on", async () => {
  await run("kept=after-reload");
  await page.reload();
  await expect(rows()).toContainText("42 answers", slow);
  await run("echo still $kept");
  await expect(rows()).toContainText("still after-reload");
});

test("a cut network must be told, and nothing be lost by it", async () => {
  await context.setOffline(true);
  await expect(page.locator(".terminal-view .bar[data-kind=waiting]")).toBeVisible();
  await context.setOffline(false);
  await expect(page.locator(".terminal-view .bar[data-kind=waiting]")).toHaveCount(0, slow);
  await run("echo back again");
  await expect(rows()).toContainText(/back again.*back again/);
  await expect(rows()).toContainText("still after-reload");
});

test("what is typed in the editor must be in the shell's file, and the reverse, the cursor kept", async () => {
  await replaceText(page, `${small}# by the editor\n`);
  await expect(page.getByText("저장됨", { exact: true })).toBeVisible();
  await run("tail -n 1 compose.yaml");
  await expect(rows()).toContainText("# by the editor", slow);
  await page.locator(".cm-content").focus();
  await page.keyboard.press("ControlOrMeta+Home");
  await run("sed -i 's/by the editor/by the shell/' compose.yaml; echo note > note.txt");
  await expect(page.locator(".cm-content")).toContainText("# by the shell");
  await page.locator(".cm-content").focus();
  await page.keyboard.type("# first\n");
  await expect(page.locator(".cm-line").first()).toHaveText("# first");
  await expect(page.getByText("저장됨", { exact: true })).toBeVisible();
  await run("head -n 1 compose.yaml");
  await expect(rows()).toContainText("# first", slow);
});

test("the tree must show what the shell made, and rename and delete it by the keyboard", async () => {
  await page.getByRole("button", { name: "파일 목록 보이기" }).click();
  await expect(page.getByRole("treeitem", { name: "note.txt" })).toBeVisible();
  await page.getByRole("treeitem").first().focus();
  await page.keyboard.press("n");
  await expect(page.getByRole("treeitem", { name: "note.txt" })).toBeFocused();
  await page.keyboard.press("F2");
  await page.getByLabel(/^새 경로/).fill("notes/one.txt");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("treeitem", { name: "one.txt" })).toBeFocused();
  await page.getByRole("treeitem", { name: "notes" }).focus();
  await page.keyboard.press("Delete");
  await page.getByRole("button", { name: "지우기", exact: true }).last().click();
  await expect(page.getByRole("treeitem", { name: "notes" })).toHaveCount(0);
});

test("a published port must be shown on an origin of its own, out of reach of the site's cookies", async () => {
  await run("clear; docker compose up -d --wait && echo up-$((1 + 1))");
  await expect(rows()).toContainText("up-2", slow);
  await page.getByRole("button", { name: /^미리보기/ }).click();
  await expect(page.frameLocator(".preview-frame").locator("h1")).toHaveText("Welcome to nginx!", slow);
  const shown = page.frames().find((frame) => frame.parentFrame() === page.mainFrame());
  const seen = await shown?.evaluate(() => ({ cookies: document.cookie, origin: location.origin }));
  expect(seen?.cookies).toBe("");
  expect(seen?.origin).not.toBe(new URL(page.url()).origin);
  await expect(
    shown?.evaluate(() => window.parent.document.title) ?? Promise.resolve("no frame"),
  ).rejects.toThrow(/cross-origin|Blocked/);
});

test("a service's WebSocket must be heard through the preview, by a page that was uploaded with it", async () => {
  await page.locator(".files input[type=file]").setInputFiles("tests/fixtures/websocket/echo.py");
  await expect(page.getByRole("treeitem", { name: "echo.py" })).toBeVisible();
  await openTerminal();
  await run("docker run -d --name echo -p 9000:9000 -v ./echo.py:/echo.py:ro python:3 python /echo.py");
  await run("clear; until curl -fso /dev/null localhost:9000; do sleep 0.2; done; echo listens-$((1 + 1))");
  await expect(rows()).toContainText("listens-2", slow);
  await page.getByRole("button", { name: /^미리보기/ }).click();
  const port = page.getByLabel("볼 포트");
  await expect(port.locator("option", { hasText: "9000" })).toHaveCount(1, slow);
  await port.selectOption("9000");
  await expect(page.frameLocator(".preview-frame").locator("#heard")).toHaveText(
    "echo: 안녕 from the page",
    slow,
  );
  await openTerminal();
  await run("clear; docker rm -f echo; rm echo.py");
  await page.getByRole("button", { name: "compose.yaml", exact: true }).first().click();
});

test("a service's logs must open from the picture", async () => {
  const picture = page.locator(".topology");
  await picture.getByRole("button", { name: /^web/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /로그 보기$/ }).click();
  await expect(page.getByRole("tab", { name: /로그$/ })).toHaveAttribute("aria-selected", "true");
  await expect(rows()).toContainText(/start worker process|GET \/healthz/, slow);
});

test("Check must ask before it disturbs the stack, use no attempt, and put everything back when it is stopped", async () => {
  const panel = page.locator(".live-checks");
  await page.locator(".dock").getByRole("button", { name: /^점검/ }).click();
  const question = page.getByRole("alertdialog", { name: "켜 둔 스택에서 모두 해 볼까요?" });
  await expect(question).toContainText("docker compose down");
  await question.getByRole("button", { name: "점검하기" }).click();
  await expect(panel.locator(".check[data-status=passed]").first()).toBeVisible(slow);
  await panel.getByRole("button", { name: "점검 멈추기" }).click();
  await expect(panel).toContainText("스택을 되돌려 놓았습니다", slow);
  await openTerminal();
  await page
    .getByRole("tab", { name: /workspace/ })
    .first()
    .click();
  await run("clear; docker compose ps -q web | wc -l");
  await expect(rows().locator("div", { hasText: /^1\s*$/ })).toBeVisible(slow);
  const { attempts } = await (await page.request.get("/api/attempts?exercise=healthy-before-start")).json();
  expect(attempts).toEqual([]);
});

test("the keyboard must pass the terminal by, enter it, and leave it", async () => {
  await frame().focus();
  await page.keyboard.press("Tab");
  await expect(frame().locator("textarea")).not.toBeFocused();
  await frame().focus();
  await page.keyboard.press("Enter");
  await expect(frame().locator("textarea")).toBeFocused();
  await page.keyboard.press("Control+Shift+L");
  await expect(frame()).toBeFocused();
});

for (const theme of themes) {
  test(`the live workspace must have no accessibility violations, ${theme}`, async () => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    for (const mode of ["터미널", /^미리보기/]) {
      await page.getByRole("button", { name: mode, exact: typeof mode === "string" }).click();
      const { violations } = await new AxeBuilder({ page }).exclude(".preview-frame").analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`),
      ).toEqual([]);
    }
  });
}

test("pausing must keep the files, tell what is lost, and start again with one click", async () => {
  await openTerminal();
  await page.getByRole("button", { name: "멈추기" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "멈추기" }).click();
  await expect(page.getByText("남지 않은 것:")).toBeVisible(slow);
  await page.getByRole("button", { name: "다시 시작" }).click();
  await expect(rows()).toContainText("$", slow);
  await run("head -n 1 compose.yaml; docker ps -q | wc -l");
  await expect(rows()).toContainText("# first", slow);
});
