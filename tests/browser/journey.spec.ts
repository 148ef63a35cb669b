import { lesson, secondLesson, session } from "./support/addresses.ts";
import { editorText, expect, replaceText, test } from "./support/test.ts";

const verdict = ".verdict[data-kind=graded]";

test("the whole way must lead from home to a verdict, by the links of the pages", async ({ page }) => {
  await page.goto("/ko");
  await page.getByRole("link", { name: "첫 세션 시작하기" }).click();
  await expect(page).toHaveURL(new RegExp(`${session}$`));
  await page.getByRole("link", { name: "읽기 시작" }).click();
  for (const next of [lesson, secondLesson]) {
    await page.getByRole("link", { name: "다음 강의" }).click();
    await expect(page).toHaveURL(new RegExp(`${next}$`));
  }
  await page.locator(".exercise-link a").first().click();
  await expect(page.locator(".cm-content")).toBeVisible();
  const starter = await editorText(page);
  await replaceText(page, starter.replace(/\n {2}db:\n/, "\n  db:\n    restart: unless-stopped\n"));
  await expect(page.getByText("저장됨", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: /^실행 / }).click();
  await expect(page.locator(".start-order")).toBeVisible({ timeout: 120_000 });
  await expect(page.locator(".topology-node[data-state=absent]")).toHaveCount(0, { timeout: 120_000 });

  // The run goes on without the page, and is found again.
  await page.reload();
  await expect(page.locator(verdict)).toBeVisible({ timeout: 200_000 });
  await expect(page.locator(".first-to-fix")).toContainText("healthcheck");
  await page.locator(".first-to-fix .place-link").first().click();
  await expect(page.locator(".cm-pointed-line")).toContainText("db:");

  await page.getByRole("button", { name: /^기록/ }).click();
  await replaceText(page, "services: {}\n");
  page.once("dialog", (dialog) => void dialog.accept());
  await page.getByRole("button", { name: "이 파일로 되돌리기" }).click();
  await expect(page.locator(".cm-content")).toContainText("restart: unless-stopped");
});

test("a run must be cancelled from where it was started, and say so", async ({ page }) => {
  await page.goto("/ko/exercises/healthy-before-start");
  await page.getByRole("button", { name: /^실행 / }).click();
  await page.getByRole("button", { name: /^취소 / }).click();
  await expect(page.locator(".outcome[data-kind=cancelled]")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("button", { name: /^실행 / })).toBeEnabled();
});
