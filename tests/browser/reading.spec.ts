import { gzipSync } from "node:zlib";
import { lesson, secondLesson, session, themes } from "./support/addresses.ts";
import { expect, test } from "./support/test.ts";

test("the table of contents must follow the reading position", async ({ page }) => {
  await page.goto(`/ko${lesson}`);
  const third = page.locator("article h2").nth(2);
  await third.scrollIntoViewIfNeeded();
  await third.evaluate((heading) => heading.scrollIntoView());
  const id = await third.getAttribute("id");
  await expect(page.locator(".toc a[aria-current]")).toHaveAttribute("href", `#${id}`);
});

test("switching the language must keep the place in the lesson", async ({ page }) => {
  await page.goto(`/ko${lesson}`);
  const third = page.locator("article h2").nth(2);
  const id = await third.getAttribute("id");
  await third.evaluate((heading) => heading.scrollIntoView());
  await expect(page.locator(".toc a[aria-current]")).toHaveAttribute("href", `#${id}`);
  // With the mouse itself: the runner's own click first scrolls a sticky element to where it would lie unstuck.
  const link = await page.getByRole("link", { name: "EN", exact: true }).boundingBox();
  if (!link) throw new Error("the language switch is not in sight");
  await page.mouse.click(link.x + link.width / 2, link.y + link.height / 2);
  await expect(page).toHaveURL(new RegExp(`/en${lesson}#${id}$`));
  await expect(page.locator(`#${id}`)).toBeInViewport();
});

test("the chosen theme must be in the first answer of the server", async ({ page }) => {
  await page.goto("/ko");
  await page.getByRole("button", { name: "어둡게" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const html = await page.request.get(`/ko${lesson}`).then((response) => response.text());
  expect(html).toContain('data-theme="dark"');
});

test("a lesson must be readable without JavaScript", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`/ko${lesson}`);
  await expect(page.locator("article h1")).toBeVisible();
  await expect(page.locator("article figure svg").first()).toBeVisible();
  await page.locator(".toc a").nth(1).click();
  await expect(page.locator("article h2").nth(1)).toBeInViewport();
  await context.close();
});

test("a diagram must open large and come back", async ({ page }) => {
  await page.goto(`/ko${lesson}`);
  const figure = page.locator("figure.diagram").first();
  await expect(async () => {
    await figure.getByRole("button", { name: "크게 보기" }).click();
    await expect(figure.locator("dialog svg[role]")).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(figure.locator(".diagram-drawing > svg")).toBeVisible();
});

test("a sequence must be played message by message, with the keyboard too", async ({ page }) => {
  await page.goto(`/ko${secondLesson}`);
  const figure = page.locator("figure.diagram").first();
  await expect(async () => {
    await figure.getByRole("button", { name: /^한 단계씩/ }).click({ timeout: 500 });
    await expect(figure.getByRole("status")).toBeVisible({ timeout: 500 });
  }).toPass();
  const hidden = figure.locator('[data-step="after"]');
  const first = await hidden.count();
  expect(first).toBeGreaterThan(0);
  await expect(figure.locator('[data-step="now"]').first()).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => hidden.count()).toBeLessThan(first);
  await page.keyboard.press("End");
  await expect(hidden).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(figure.locator("[data-step]")).toHaveCount(0);
});

test("a diagram must be drawn anew as its text is edited, and keep what was typed", async ({ page }) => {
  const problems: string[] = [];
  page.on("console", (said) => said.type() === "error" && problems.push(said.text()));
  await page.goto(`/en${lesson}`);
  const figure = page.locator("figure.diagram").first();
  const dialog = page.getByRole("dialog");
  await expect(async () => {
    await figure.getByRole("button", { name: /^Edit/ }).click({ timeout: 500 });
    await expect(dialog).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect(dialog.locator(".diagram-result svg .node").first()).toBeVisible();
  const text = dialog.getByRole("textbox");
  await text.fill('flowchart LR\n  one["<script>alert(1)</script>"] --> two["둘"]');
  await expect(dialog.locator(".diagram-result")).toContainText("둘");
  await expect(dialog.locator(".diagram-result script")).toHaveCount(0);
  await text.fill("flowchart LR\n  one --");
  await expect(dialog.getByRole("status").last()).toContainText("This cannot be read yet");
  await expect(dialog.locator(".diagram-result")).toContainText("둘");
  await page.keyboard.press("Escape");
  await figure.getByRole("button", { name: /^Edit/ }).click();
  await expect(text).toHaveValue("flowchart LR\n  one --");
  await dialog.getByRole("button", { name: "As it was" }).click();
  await expect(dialog.locator(".diagram-result")).not.toContainText("둘");
  expect(problems).toEqual([]);
});

test("a name in the text, pointed at, must light up in the drawing", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 2400 });
  await page.goto(`/ko${secondLesson}`);
  const figure = page.locator("figure.diagram").first();
  const name = figure.locator("xpath=preceding-sibling::p[code='db'][1]/code[.='db']").first();
  await figure.scrollIntoViewIfNeeded();
  await expect(async () => {
    await page.mouse.move(0, 0);
    await name.hover({ timeout: 1000 });
    await expect(figure.locator("[data-lit]").first()).toBeAttached({ timeout: 500 });
  }).toPass();
});

for (const theme of themes) {
  test(`every word in a diagram must be readable on what it stands on, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.goto(`/ko${lesson}`);
    const nodes = page.locator("figure.diagram .node");
    const contrasts = await nodes.evaluateAll((all) => {
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      const luminance = (colour: string) => {
        if (!canvas) throw new Error("no canvas");
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
          const part = value / 255;
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
      };
      return all.map((node) => {
        const [shape, text] = [node.querySelector("rect, path, polygon, circle"), node.querySelector("text")];
        const [one, other] = [shape, text].map((part) => (part ? luminance(getComputedStyle(part).fill) : 0));
        const [light, dark] = [Math.max(one ?? 0, other ?? 0), Math.min(one ?? 0, other ?? 0)];
        return { text: text?.textContent, contrast: (light + 0.05) / (dark + 0.05) };
      });
    });
    expect(contrasts.length).toBeGreaterThan(8);
    expect(contrasts.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
  });
}

test("rows of a diagram's node must not crowd each other", async ({ page }) => {
  await page.goto(`/ko${lesson}`);
  const distances = await page.locator("figure.diagram .node text").evaluateAll((texts) =>
    texts.flatMap((text) => {
      const [first, second] = text.querySelectorAll<SVGTSpanElement>(".text-outer-tspan");
      if (!first || !second) return [];
      const size = Number.parseFloat(getComputedStyle(text).fontSize);
      return [(second.getStartPositionOfChar(0).y - first.getStartPositionOfChar(0).y) / size];
    }),
  );
  expect(distances.length).toBeGreaterThan(4);
  for (const distance of distances) expect(distance).toBeCloseTo(1.25, 1);
});

test("a term must tell its meaning on focus and be dismissed by Escape", async ({ page }) => {
  await page.goto(`/ko${lesson}`);
  const term = page.locator(".term").first();
  await term.locator("a").focus();
  await expect(term.getByRole("tooltip")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(term.getByRole("tooltip")).toBeHidden();
});

test("copying a console block must take the commands only", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`/ko${lesson}`);
  const block = page.locator(".code-block", { hasText: "$ docker compose up -d" }).first();
  await block.getByRole("button", { name: "복사" }).click();
  await expect(block.getByText("복사했습니다")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("docker compose up -d");
});

test("a lesson read to its end must count, and home must lead back to the last one", async ({ page }) => {
  await page.goto(`/ko${lesson}`);
  await page.locator(".neighbours").scrollIntoViewIfNeeded();
  await expect.poll(() => page.evaluate(() => document.cookie)).toContain("~week-2");
  await page.goto(`/ko${secondLesson}`);
  await expect.poll(() => page.evaluate(() => document.cookie)).toContain(`reading=${secondLesson.slice(1)}`);
  await page.goto("/ko");
  await page.getByRole("link", { name: "이어서 읽기" }).click();
  await expect(page).toHaveURL(new RegExp(`${secondLesson}$`));
  await page.goto(`/ko${session}`);
  await expect(page.getByRole("img", { name: "읽음", exact: true })).toHaveCount(1);
});

test("a lesson must need at most 175 KiB of JavaScript", async ({ page }) => {
  const scripts: Promise<number>[] = [];
  page.on("response", (response) => {
    if (!/\.js(\?|$)/.test(response.url())) return;
    scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(`/ko${lesson}`, { waitUntil: "networkidle" });
  const sizes = await Promise.all(scripts);
  expect(sizes.reduce((sum, size) => sum + size, 0) / 1024).toBeLessThanOrEqual(175);
});

test("whoever hears a lesson must be able to tell its headings and its buttons apart", async ({ page }) => {
  await page.goto(`/ko${lesson}`);
  await expect(page.getByRole("heading", { level: 2, name: "한 장의 파일", exact: true })).toBeVisible();
  const names = await page.locator(".diagram-tool").evaluateAll((all) => all.map((one) => one.textContent));
  expect(names.length).toBeGreaterThan(1);
  expect(new Set(names).size).toBe(names.length);
  await expect(page.getByRole("button", { name: "복사 lunch/compose.yaml" })).toHaveCount(1);
});
