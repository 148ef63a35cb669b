import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { requireLocale } from "../../../i18n/require-locale.ts";
import { Hit } from "../../../search/hit.tsx";
import { searchTexts } from "../../../search/search-texts.ts";
import { searchContent } from "../../../server/search.ts";

type PageProps = {
  params: Promise<{ locale: string }>;
  searchParams: Promise<{ q?: string | string[] }>;
};

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const t = await getTranslations({ locale: requireLocale((await params).locale), namespace: "search" });
  return { title: t("title") };
}

/** The search as a page of its own: it works without JavaScript, and its address can be kept. */
export default async function SearchPage({ params, searchParams }: PageProps) {
  const locale = requireLocale((await params).locale);
  const { q } = await searchParams;
  const query = (Array.isArray(q) ? q[0] : q)?.slice(0, 200).trim() ?? "";
  const texts = await searchTexts();
  const hits = query ? await searchContent(query, locale) : [];

  return (
    <div className="page">
      <div className="search-page">
        <h1 className="font-bold text-3xl sm:text-4xl">{texts.title}</h1>
        <search>
          <form action={`/${locale}/search`} className="search-form">
            <input
              type="search"
              name="q"
              defaultValue={query}
              maxLength={200}
              aria-label={texts.placeholder}
              placeholder={texts.placeholder}
            />
            <button type="submit" className="button" data-kind="primary">
              {texts.title}
            </button>
          </form>
        </search>
        {hits.length > 0 ? (
          <>
            <p className="mt-6 text-faint text-sm">{texts.count.replace("{count}", String(hits.length))}</p>
            <ol className="search-list">
              {hits.map((hit) => (
                <li key={hit.href}>
                  <Link href={`/${locale}/${hit.href}`} className="hit">
                    <Hit hit={hit} kinds={texts.kinds} />
                  </Link>
                </li>
              ))}
            </ol>
          </>
        ) : (
          <div className="mt-8">
            <p>{query ? texts.none.replace("{query}", query) : texts.lead}</p>
            {query && <p className="text-soft">{texts.noneRemedy}</p>}
            <p className="search-examples">
              <span>{texts.tryLabel}</span>
              {texts.examples.map((example) => (
                <Link
                  key={example}
                  className="button"
                  data-size="small"
                  href={`/${locale}/search?${new URLSearchParams({ q: example })}`}
                >
                  {example}
                </Link>
              ))}
            </p>
          </div>
        )}
      </div>
    </div>
  );
}
