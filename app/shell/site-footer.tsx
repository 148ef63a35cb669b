import { getTranslations } from "next-intl/server";

export async function SiteFooter() {
  const t = await getTranslations("footer");
  return (
    <footer className="mx-auto mt-24 w-full max-w-[84rem] px-[clamp(1rem,3vw,2rem)] print:hidden">
      <p className="border-rule border-t py-6 text-faint text-sm">{t("text")}</p>
    </footer>
  );
}
