import { getTranslations } from "next-intl/server";
import type { LessonComponents } from "../../lib/content/mdx/components.ts";
import { blockComponents } from "./blocks.tsx";
import { codeComponents } from "./code.tsx";
import { diagramComponent } from "./diagram/diagram.tsx";
import { headingComponents } from "./headings.tsx";
import type { LessonPlace } from "./lesson-place.ts";
import { linkComponents } from "./links.tsx";
import { proofFilesComponent, provenComponent } from "./proven.tsx";

import { yourStackComponent } from "./stack/component.tsx";
/** What a lesson's text may use, drawn in the language and at the place of one page. */
export async function lessonComponents(page: LessonPlace): Promise<LessonComponents> {
  const t = await getTranslations("lesson");
  return {
    ...blockComponents(t),
    ...codeComponents(t),
    ...headingComponents(page, t),
    ...linkComponents(page, t),
    Proven: provenComponent(page, t),
    ProofFiles: proofFilesComponent(t),
    Diagram: diagramComponent(page, t),
    YourStack: yourStackComponent(t),
  };
}
