import { exercise } from "./support/addresses.ts";
import { editorText, expect, replaceText, test } from "./support/test.ts";

const small = `services:
  web:
    image: nginx:alpine
    depends_on:
      db:
        condition: service_started
  db:
    image: postgres:13
`;

test.beforeEach(async ({ page }) => {
  await page.goto(`/ko${exercise}`);
  await expect(page.locator(".cm-content")).toBeVisible();
});

test("what was typed must survive a reload", async ({ page }) => {
  await replaceText(page, small);
  await expect(page.getByText("저장됨", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.locator(".cm-content")).toContainText("nginx:alpine");
  expect(await editorText(page)).toContain("condition: service_started");
});

test("what was typed must survive a reload in the very moment of typing", async ({ page }) => {
  await replaceText(page, small);
  await page.reload();
  await expect(page.locator(".cm-content")).toContainText("nginx:alpine");
});

test("typing while the server is away must be told, kept and saved later", async ({ page }) => {
  await page.route("**/api/drafts/**", (route) => route.abort());
  await replaceText(page, small);
  await expect(page.getByText(/이 브라우저에만 저장됨/)).toBeVisible();
  await page.unroute("**/api/drafts/**");
  await expect(page.getByText("저장됨", { exact: true })).toBeVisible();
});

test("two tabs must be asked which one holds", async ({ page, context }) => {
  const other = await context.newPage();
  await other.goto(`/ko${exercise}`);
  await expect(other.locator(".cm-content")).toBeVisible();
  await replaceText(other, small);
  await expect(other.getByText("저장됨", { exact: true })).toBeVisible();
  await replaceText(page, small.replace("nginx:alpine", "nginx:1"));
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("mark")).toHaveText([/nginx:1$/, /nginx:alpine/]);
  await dialog.getByRole("button", { name: "저장된 내용 가져오기" }).click();
  await expect(page.locator(".cm-content")).toContainText("nginx:alpine");
  // Whoever has only a keyboard goes on where the question came.
  await expect(page.locator(".cm-content")).toBeFocused();
});

test("a slip must be marked with words and lead to its line", async ({ page }) => {
  await replaceText(page, small.replace("image: postgres:13", "imge: postgres:13"));
  const problems = page.locator(".problems");
  await expect(problems).toContainText("imge");
  await problems.locator("summary").click();
  await problems.getByRole("button", { name: "compose.yaml 8번째 줄" }).click();
  await expect(page.locator(".cm-pointed-line")).toContainText("imge");
  await expect(page.locator(".cm-lintRange-error")).not.toHaveCount(0);
});

test("the picture must be the student's own file, and follow it", async ({ page }) => {
  await replaceText(page, small);
  const picture = page.locator(".topology");
  await expect(picture.getByRole("button", { name: /^web/ })).toBeVisible();
  await replaceText(page, `${small}    networks: [inside]\nnetworks:\n  inside:\n    internal: true\n`);
  await expect(picture).toContainText("inside");
  await picture.getByRole("button", { name: /^db/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "db" })).toContainText("postgres:13");
});

test("completion must offer what Compose knows", async ({ page }) => {
  await replaceText(page, "services:\n  web:\n    ");
  await page.keyboard.type("ima");
  await page.locator(".cm-tooltip-autocomplete li", { hasText: "image" }).click();
  await expect(page.locator(".cm-content")).toContainText("image: ");
});

test("the keyboard must get out of the editor", async ({ page }) => {
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Tab");
  await expect(page.locator(".cm-content")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(page.locator(".cm-content")).not.toBeFocused();
});

test("panels must be sized by the keyboard and remember it", async ({ page }) => {
  const separator = page.getByRole("separator").first();
  const editor = page.locator(".editor-panel");
  const before = (await editor.boundingBox())?.x ?? 0;
  await separator.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect.poll(async () => (await editor.boundingBox())?.x ?? 0).toBeGreaterThan(before + 20);
  const after = (await editor.boundingBox())?.x ?? 0;
  await expect.poll(() => page.evaluate(() => document.cookie)).toContain("workspace=");
  await page.reload();
  await expect(page.locator(".cm-content")).toBeVisible();
  expect(Math.abs(((await editor.boundingBox())?.x ?? 0) - after)).toBeLessThan(4);
});

test("Reset must bring back how the exercise begins", async ({ page }) => {
  const starter = await editorText(page);
  await replaceText(page, small);
  page.once("dialog", (dialog) => void dialog.accept());
  await page.getByRole("button", { name: "처음으로", exact: true }).click();
  await expect(page.locator(".cm-content")).not.toContainText("nginx:alpine");
  expect(await editorText(page)).toBe(starter);
});

test("a new file must be made by its path, and a bad path refused beside its field", async ({ page }) => {
  await page.getByRole("button", { name: "새 파일" }).click();
  await page.getByLabel("새 파일의 경로").fill("../outside");
  await page.getByRole("button", { name: "만들기" }).click();
  await expect(page.getByLabel("새 파일의 경로")).toHaveAccessibleDescription(/작업 폴더 안의 경로/);
  await page.getByLabel("새 파일의 경로").fill("nginx.conf");
  await page.getByRole("button", { name: "만들기" }).click();
  await expect(page.getByRole("button", { name: "nginx.conf", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
});

test("at 1024 px what is read must be tabs beside a wide editor", async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  const brief = page.getByText("무엇을 확인하나요");
  await page.getByRole("tab", { name: "과제" }).focus();
  await expect(brief).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".topology")).toBeVisible();
  await expect(brief).not.toBeVisible();
  expect((await page.locator(".cm-editor").boundingBox())?.width).toBeGreaterThan(560);
});

test("at 390 px the panels must be tabs that the keyboard reaches", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("tab", { name: "과제" }).focus();
  await expect(page.getByText("무엇을 확인하나요")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".topology")).toBeVisible();
});
