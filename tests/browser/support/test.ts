import { test as base, expect, type Page } from "@playwright/test";

/** A page that fails its test when the browser reports an error of ours. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !isExpected(message.text())) errors.push(message.text());
    });
    await use(page);
    expect(errors, "errors in the browser's console").toEqual([]);
  },
});

/** Connections that were dropped, and the answers that a test asks for: not there, and changed elsewhere. */
function isExpected(text: string): boolean {
  return /ERR_NETWORK_CHANGED|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_FAILED|status of (404|409)/.test(
    text,
  );
}

/** The whole text of the open file. The editor draws only the lines in view, so the keyboard copies it. */
export async function editorText(page: Page): Promise<string> {
  return page.locator(".cm-content").evaluate((element) => {
    const lines = [...element.querySelectorAll(".cm-line")];
    return lines.map((line) => line.textContent).join("\n");
  });
}

/** Puts a text into the editor as a paste does: without completion, brackets or indentation of its own. */
export async function replaceText(page: Page, text: string): Promise<void> {
  const content = page.locator(".cm-content");
  await content.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}

export { expect };
