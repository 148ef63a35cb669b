import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { languages, pages, themes } from "./support/addresses.ts";
import { expect, test } from "./support/test.ts";

/** Everything that is said in the page's own language: not code, and not what is marked as another language. */
function wordsOfPage(page: Page): Promise<string> {
  return page.locator("body").evaluate((body) => {
    const copy = body.cloneNode(true) as HTMLElement;
    for (const other of copy.querySelectorAll("[lang=ko], code, pre, script, .cm-editor, svg"))
      other.remove();
    return copy.textContent ?? "";
  });
}

for (const { name, path } of pages) {
  for (const language of languages) {
    for (const theme of themes) {
      test(`${name} in ${language}, ${theme}, must have no accessibility violations`, async ({ page }) => {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
        await page.goto(`/${language}${path}`);
        await expect(page.locator("h1")).toBeVisible();
        if (name === "exercise") await expect(page.locator(".cm-content")).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`),
        ).toEqual([]);
      });
    }

    test(`${name} in ${language} must be in that language throughout`, async ({ page }) => {
      await page.goto(`/${language}${path}`);
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      const text = await page.locator("body").innerText();
      // A text without a translation shows as its key.
      expect(text).not.toMatch(
        /\b(home|session|lesson|workspace|topology|verdict|dock|lab|errors)\.[a-z][A-Za-z.]+\b/,
      );
      expect(language === "ko" ? /[가-힣]/.test(text) : !/[가-힣]/.test(await wordsOfPage(page))).toBe(true);
    });
  }

  for (const width of [1440, 1024, 390]) {
    test(`${name} must not scroll sideways at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 });
      await page.goto(`/ko${path}`);
      await expect(page.locator("h1")).toBeVisible();
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(beyond).toBeLessThanOrEqual(0);
    });
  }
}

test("an address without a language must lead to the reader's own", async ({ browser }) => {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  await page.goto("/glossary");
  await expect(page).toHaveURL(/\/en\/glossary$/);
  await context.close();
});

test("pages must carry a policy that forbids eval and foreign scripts", async ({ request }) => {
  const response = await request.get("/ko");
  const policy = response.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("'strict-dynamic'");
  expect(policy).not.toContain("unsafe-eval");
  expect(policy).toMatch(/script-src 'self' 'nonce-/);
});

test("a page that does not exist must answer 404", async ({ request }) => {
  expect((await request.get("/ko/no/such/page")).status()).toBe(404);
  expect((await request.get("/ko/exercises/no-such-exercise")).status()).toBe(404);
});

test("a page that does not exist must say so in the reader's language without scripts", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const [path, words] of [
    ["/ko/no/such/page", "여기에는 페이지가 없습니다"],
    ["/en/exercises/no-such-exercise", "There is no page here"],
  ] as const) {
    const response = await page.goto(path);
    expect(response?.status()).toBe(404);
    await expect(page.locator("h1")).toHaveText(words);
  }
  await page.getByRole("link", { name: "한국어" }).click();
  await expect(page).toHaveURL(/\/ko\/exercises\/no-such-exercise$/);
  await context.close();
});
