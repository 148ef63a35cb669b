import type { getTranslations } from "next-intl/server";
import type { ComponentProps } from "react";
import type { LessonComponents } from "../../lib/content/mdx/components.ts";

/** The page's own words on a lesson, in the reader's language. */
export type LessonTexts = Awaited<ReturnType<typeof getTranslations<"lesson">>>;

export type PropsOf<Name extends keyof LessonComponents> = ComponentProps<LessonComponents[Name]>;
