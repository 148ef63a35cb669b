import "../styles/site.css";
import type { Metadata, Viewport } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { requireLocale } from "../i18n/require-locale.ts";
import { readTheme } from "../theme/theme-cookie.ts";

type LayoutProps = { children: ReactNode; params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: LayoutProps): Promise<Metadata> {
  const locale = requireLocale((await params).locale);
  const t = await getTranslations({ locale, namespace: "site" });
  return { title: { default: t("name"), template: `%s · ${t("name")}` }, description: t("description") };
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf6" },
    { media: "(prefers-color-scheme: dark)", color: "#15171b" },
  ],
};

export default async function RootLayout({ children, params }: LayoutProps) {
  const locale = requireLocale((await params).locale);
  const t = await getTranslations({ locale, namespace: "site" });
  const theme = await readTheme();
  return (
    <html lang={locale} data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <body>
        <a className="skip-link" href="#main">
          {t("skip")}
        </a>
        {children}
      </body>
    </html>
  );
}
