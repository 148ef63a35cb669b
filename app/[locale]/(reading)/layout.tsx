import type { ReactNode } from "react";
import { requireLocale } from "../../i18n/require-locale.ts";
import { SiteFooter } from "../../shell/site-footer.tsx";
import { SiteHeader } from "../../shell/site-header.tsx";

type LayoutProps = { children: ReactNode; params: Promise<{ locale: string }> };

export default async function ReadingLayout({ children, params }: LayoutProps) {
  const locale = requireLocale((await params).locale);
  return (
    <div className="flex min-h-dvh flex-col">
      <link rel="alternate" type="application/atom+xml" href={`/${locale}/feed.xml`} title="composelab" />
      <SiteHeader locale={locale} />
      <main id="main" tabIndex={-1} className="w-full flex-1 outline-none">
        {children}
      </main>
      <SiteFooter locale={locale} />
    </div>
  );
}
