import { createHash } from "node:crypto";
import { getTranslations } from "next-intl/server";
import { type Change, changeHref, loadChanges } from "../../../lib/content/changes.ts";
import type { Locale } from "../../../lib/i18n/message.ts";
import { requireLocale } from "../../i18n/require-locale.ts";
import { contentDirectory } from "../../server/content-directory.ts";
import { site } from "../../server/site.ts";

type Context = { params: Promise<{ locale: string }> };

/** `GET /:locale/feed.xml`: what is new in the courses, as an Atom feed (RFC 4287). */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const locale = requireLocale((await params).locale);
  const t = await getTranslations({ locale, namespace: "changes" });
  const host = request.headers.get("host") ?? `localhost:${site().settings.port}`;
  const home = `${site().settings.origin ?? `http://${host}`}/${locale}`;
  const changes = await loadChanges(contentDirectory());
  const feed = [
    `<?xml version="1.0" encoding="utf-8"?>`,
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${locale}">`,
    `<id>${escaped(`${home}/feed.xml`)}</id>`,
    `<title>${escaped(t("feedTitle"))}</title>`,
    `<author><name>composelab</name></author>`,
    `<link rel="self" href="${escaped(`${home}/feed.xml`)}"/>`,
    `<link rel="alternate" href="${escaped(`${home}/changes`)}"/>`,
    `<updated>${instant(changes[0]?.date ?? "2026-01-01")}</updated>`,
    ...changes.map((change) => entry(change, locale, home)),
    "</feed>",
  ];
  return new Response(`${feed.join("\n")}\n`, {
    headers: { "content-type": "application/atom+xml; charset=utf-8" },
  });
}

function entry(change: Change, locale: Locale, home: string): string {
  const text = change.what[locale];
  const name = createHash("sha256").update(`${change.date} ${change.what.en}`).digest("hex").slice(0, 16);
  return [
    "<entry>",
    `<id>urn:composelab:change:${name}</id>`,
    `<title>${escaped(text)}</title>`,
    `<link href="${escaped(`${home}/${changeHref(change)}`)}"/>`,
    `<updated>${instant(change.date)}</updated>`,
    `<summary>${escaped(text)}</summary>`,
    "</entry>",
  ].join("\n");
}

function instant(date: string): string {
  return `${date}T00:00:00Z`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
