"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClassPanel } from "./class-panel.tsx";
import { StageDialog } from "./stage-dialog.tsx";

export type StageExercise = { id: string; title: string };

type ClassDialogProps = { exercises: StageExercise[]; first: string; onClose: () => void };

/** How the class stands in any exercise of the session. */
export function ClassDialog({ exercises, first, onClose }: ClassDialogProps) {
  const t = useTranslations("presenter.class");
  const [exercise, setExercise] = useState(first);
  return (
    <StageDialog title={t("title")} onClose={onClose}>
      <label className="class-choice">
        {t("choose")}
        <select value={exercise} onChange={({ target }) => setExercise(target.value)}>
          {exercises.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <ClassPanel exercise={exercise} isShown />
    </StageDialog>
  );
}
