"use client";

import { SproutIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { RichText } from "./rich-text.tsx";

/** The author's one thing to try, after everything is proven. */
export function TryNext({ text }: { text: string }) {
  const t = useTranslations("verdict");
  return (
    <section className="try-next" aria-labelledby="try-next">
      <h3 id="try-next">
        <SproutIcon size={16} aria-hidden />
        {t("next")}
      </h3>
      <p>
        <RichText text={text} />
      </p>
    </section>
  );
}
