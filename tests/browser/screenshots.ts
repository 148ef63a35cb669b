import { test } from "@playwright/test";
import { languages, pages, themes } from "./support/addresses.ts";

/** Pictures of every page for the eye: both languages, both themes, wide and narrow. */
for (const { name, path } of pages) {
  for (const language of languages) {
    for (const theme of themes) {
      for (const width of [1440, 1024, 390]) {
        test(`${name} ${language} ${theme} ${width}`, async ({ page }) => {
          await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
          await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
          await page.goto(`/${language}${path}`, { waitUntil: "networkidle" });
          await page.evaluate(() => document.fonts.ready);
          const file = `test-results/screens/${name}-${language}-${theme}-${width}.png`;
          await page.screenshot({ path: file, fullPage: true });
        });
      }
    }
  }
}
