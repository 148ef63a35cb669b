import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { Locale } from "../../lib/i18n/message.ts";

export async function SiteFooter({ locale }: { locale: Locale }) {
  const t = await getTranslations("footer");
  return (
    <footer className="mx-auto mt-24 w-full max-w-[84rem] px-[clamp(1rem,3vw,2rem)] print:hidden">
      <div className="flex flex-wrap justify-between gap-x-8 gap-y-2 border-rule border-t py-6 text-faint text-sm">
        <p>{t("text")}</p>
        <Link href={`/${locale}/changes`} className="quiet-link">
          {t("changes")}
        </Link>
      </div>
    </footer>
  );
}
