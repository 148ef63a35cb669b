import { access, constants, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, extname, join, resolve, sep } from "node:path";
import { type Browser, chromium, type Page, type Route } from "@playwright/test";
import { build } from "esbuild";

const origin = "http://diagrams.invalid";
const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".woff2": "font/woff2",
};

/** The page that draws: mermaid and the text face of the site, both from node_modules; nothing from the network. */
export async function openDrawingPage(): Promise<{ page: Page; browser: Browser }> {
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ["--no-sandbox"] });
  const page = await browser.newPage();
  await page.route("**/*", serve);
  await page.goto(`${origin}/page.html`);
  await page.waitForFunction(() => "draw" in window);
  await requireHangul(page);
  return { page, browser };
}

async function serve(route: Route): Promise<void> {
  const path = decodeURIComponent(new URL(route.request().url()).pathname);
  const body = await bodyOf(path);
  if (body === undefined) return route.fulfill({ status: 404 });
  return route.fulfill({ body, contentType: types[extname(path)] ?? "application/octet-stream" });
}

async function bodyOf(path: string): Promise<Buffer | string | undefined> {
  if (path === "/page.html") return pageHtml;
  if (path === "/in-page.js") {
    const entry = join(import.meta.dirname, "in-page.ts");
    const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: "esm", write: false });
    return outputFiles[0]?.text;
  }
  if (path === "/text.woff2")
    return readFile(inPackage("pretendard", "dist/web/variable/woff2/PretendardVariable.woff2"));
  if (path.startsWith("/mermaid/")) {
    const root = inPackage("mermaid", "dist");
    const file = resolve(root, path.slice("/mermaid/".length));
    return file.startsWith(root + sep) ? readFile(file) : undefined;
  }
  return undefined;
}

const pageHtml = `<!doctype html><meta charset="utf-8">
<style>@font-face { font-family: "Pretendard Variable"; src: url(/text.woff2); font-weight: 45 920; }
body { font-family: "Pretendard Variable"; }</style>
<body>한글 Latin <b>굵게</b>
<script type="module">
import mermaid from "/mermaid/mermaid.esm.min.mjs";
await document.fonts.load('15px "Pretendard Variable"', "한글 Latin");
await document.fonts.ready;
window.mermaid = mermaid;
await import("/in-page.js");
</script>`;

/** Labels measured with a face that lacks Hangul would be drawn in boxes of the wrong size. */
async function requireHangul(page: Page): Promise<void> {
  const ready = await page.evaluate(() => document.fonts.check('15px "Pretendard Variable"', "한글"));
  const widths = await page.evaluate(() => {
    const context = document.createElement("canvas").getContext("2d");
    if (!context) return [];
    context.font = '15px "Pretendard Variable"';
    return ["한", "\u{10FFFF}"].map((text) => context.measureText(text).width);
  });
  if (!ready || widths[0] === 0 || widths[0] === widths[1]) {
    throw new Error("The text face with Hangul (npm package pretendard) could not be loaded: run npm ci.");
  }
}

async function findChromium(): Promise<string> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    for (const folder of folders) {
      const file = join(folder, name);
      if (
        await access(file, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return file;
    }
  }
  throw new Error("Drawing needs Chromium on the PATH: apt-get install chromium.");
}

function inPackage(name: string, path: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), path);
}
