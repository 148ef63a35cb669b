"use client";

import { useTranslations } from "next-intl";
import { StageDialog } from "./stage-dialog.tsx";

const rows = [
  ["next", ["→", "↓", "Space", "Page Down"]],
  ["previous", ["←", "↑", "Page Up"]],
  ["ends", ["Home", "End"]],
  ["enter", ["Enter"]],
  ["overview", ["O"]],
  ["results", ["R"]],
  ["clock", ["T"]],
  ["blank", ["B"]],
  ["fullScreen", ["F"]],
  ["help", ["?"]],
  ["leave", ["Esc"]],
] as const;

/** What each key does. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const t = useTranslations("presenter");
  return (
    <StageDialog title={t("help")} onClose={onClose}>
      <dl className="stage-keys">
        {rows.map(([name, keys]) => (
          <div key={name}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </StageDialog>
  );
}
