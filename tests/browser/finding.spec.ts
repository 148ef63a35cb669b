import AxeBuilder from "@axe-core/playwright";
import { lesson, session, themes } from "./support/addresses.ts";
import { expect, test } from "./support/test.ts";

test("Ctrl+K must search as one types, and Enter go to the section, all by the keyboard", async ({
  page,
}) => {
  await page.goto("/ko");
  const field = page.getByRole("combobox");
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(field).toBeFocused({ timeout: 500 });
  }).toPass();
  await field.fill("헬스체크를");
  const options = page.getByRole("option");
  await expect(options.first()).toContainText("헬스체크");
  await expect(options.first().locator("mark").first()).toHaveText("헬스체크");
  await page.keyboard.press("ArrowDown");
  await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/\/ko$/);
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("the search must say when it finds nothing, and close with Escape", async ({ page }) => {
  await page.goto("/en");
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(page.getByRole("combobox")).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.getByRole("combobox").fill("blockchain");
  await expect(page.getByText("Nothing fits “blockchain”.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("the search must work without JavaScript", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/ko");
  await page.getByRole("link", { name: "검색" }).click();
  await page.getByRole("searchbox").fill("volume");
  await page.keyboard.press("Enter");
  await expect(page.locator(".search-list .hit-title").first()).toContainText("볼륨");
  await context.close();
});

test("a whole session must stand on one page, its links leading within it", async ({ page }) => {
  await page.goto(`/ko${session}/whole`);
  const lessons = page.locator("article.lesson");
  expect(await lessons.count()).toBeGreaterThan(1);
  const ids = await page.locator("[id]").evaluateAll((elements) => elements.map(({ id }) => id));
  expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
  const targets = await page
    .locator('article a[href^="#"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute("href")?.slice(1) ?? ""));
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
});

test("the way back must lead to the heading that was read last", async ({ page }) => {
  await page.goto(`/ko${lesson}`);
  const third = page.locator("article h2").nth(2);
  const id = await third.getAttribute("id");
  await third.evaluate((heading) => heading.scrollIntoView());
  await expect(page.locator(".toc a[aria-current]")).toHaveAttribute("href", `#${id}`);
  await page.goto("/ko");
  await page.getByRole("link", { name: "이어서 읽기" }).first().click();
  await expect(page).toHaveURL(new RegExp(`#${id}$`));
  await expect(third).toBeInViewport();
});

test("the feed must be well-formed and say what is new", async ({ page }) => {
  await page.goto("/en/changes");
  const feed = await page.evaluate(async () => {
    const text = await (await fetch("/en/feed.xml")).text();
    const parsed = new DOMParser().parseFromString(text, "application/xml");
    return {
      broken: parsed.querySelector("parsererror")?.textContent ?? "",
      entries: parsed.querySelectorAll("entry > id").length,
      shown: document.querySelectorAll("main li time").length,
    };
  });
  expect(feed.broken).toBe("");
  expect(feed.entries).toBeGreaterThan(0);
  expect(feed.entries).toBe(feed.shown);
});

for (const theme of themes) {
  test(`search and changes must have no accessibility violations, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    for (const address of ["/ko/search?q=서비스", "/en/search?q=blockchain", "/en/changes"]) {
      await page.goto(address);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${address} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
    await page.getByRole("link", { name: "Search" }).click();
    await page.getByRole("combobox").fill("volume");
    await expect(page.getByRole("option").first()).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include(".search-dialog").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
}
