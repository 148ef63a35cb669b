import { getTranslations } from "next-intl/server";

/** The texts of the search, for its button and its dialog. */
export async function searchTexts() {
  const t = await getTranslations("search");
  return {
    title: t("title"),
    placeholder: t("placeholder"),
    lead: t("lead"),
    examples: t("examples").split(" / "),
    tryLabel: t("try"),
    none: t("none", { query: "{query}" }),
    noneRemedy: t("noneRemedy"),
    failed: t("failed"),
    count: t("count", { count: "{count}" }),
    all: t("all"),
    close: t("close"),
    move: t("move"),
    open: t("open"),
    kinds: { lesson: t("lesson"), exercise: t("exercise"), term: t("term") },
  };
}

export type SearchTexts = Awaited<ReturnType<typeof searchTexts>>;
