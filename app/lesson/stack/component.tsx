import type { LessonTexts, PropsOf } from "../texts.ts";
import { YourStack } from "./your-stack.tsx";

/** The reader's own stack in the text, and until there is one, how to get it. */
export function yourStackComponent(t: LessonTexts) {
  return ({ folder, as = "picture" }: PropsOf<"YourStack">) => (
    <YourStack
      folder={folder}
      as={as}
      label={t(`stack.${as}`, { folder })}
      empty={<p className="your-stack-empty">{t("stack.empty", { folder })}</p>}
    />
  );
}
