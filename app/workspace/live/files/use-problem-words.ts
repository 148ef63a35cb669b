"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Locale, Message } from "../../../../lib/i18n/message.ts";
import { translate } from "../../../../lib/i18n/translate.ts";
import { Refused } from "../../api.ts";
import { CannotUpload, EmptyFolder } from "./file-actions.ts";
import { ChangeRefused } from "./file-link.ts";

/** Why something could not be done with a file, in words. */
export function useProblemWords(): (error: unknown) => string {
  const t = useTranslations("files");
  const locale = useLocale() as Locale;
  return (error) => {
    if (error instanceof CannotUpload) {
      return t(error.why, { path: error.path, mebibytes: error.mostBytes / 1024 / 1024 });
    }
    if (error instanceof EmptyFolder) return t("emptyFolder", { path: error.path });
    if (error instanceof ChangeRefused) return plain(error.reason, locale);
    if (error instanceof Refused && error.reason) return plain(error.reason, locale);
    return t("away");
  };
}

/** Without the marks of code: it is said in one small line. */
export function plain(message: Message, locale: Locale): string {
  return translate(message, locale).replaceAll("`", "");
}
