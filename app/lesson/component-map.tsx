import { getTranslations } from "next-intl/server";
import type { LessonComponents } from "../../lib/content/mdx/components.ts";
import type { Locale } from "../../lib/i18n/message.ts";
import { blockComponents } from "./blocks.tsx";
import { codeComponents } from "./code.tsx";
import { diagramComponent } from "./diagram.tsx";
import { linkComponents } from "./links.tsx";

/** What a lesson's text may use, drawn in the language and at the place of one page. */
export async function lessonComponents(page: {
  locale: Locale;
  sessionPath: string;
}): Promise<LessonComponents> {
  const t = await getTranslations("lesson");
  return {
    ...blockComponents(t),
    ...codeComponents(t),
    ...linkComponents(page, t),
    Diagram: diagramComponent(t),
  };
}
