"use client";

import { MonitorIcon, MoonIcon, SunIcon } from "lucide-react";
import { useState } from "react";
import { type Theme, themeCookie, themes } from "./theme.ts";

const icons = { system: MonitorIcon, light: SunIcon, dark: MoonIcon };

/** Three buttons rather than a cycle: a reader sees what there is and what holds now. */
export function ThemeSwitch({
  initial,
  labels,
}: {
  initial: Theme;
  labels: Record<Theme | "group", string>;
}) {
  const [theme, setTheme] = useState(initial);

  const choose = (next: Theme) => {
    setTheme(next);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
    document.cookie = `${themeCookie}=${next}; path=/; max-age=31536000; samesite=lax`;
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
  };

  return (
    <fieldset className="segmented" aria-label={labels.group}>
      {themes.map((name) => {
        const Icon = icons[name];
        return (
          <button
            key={name}
            type="button"
            aria-pressed={theme === name}
            aria-label={labels[name]}
            title={labels[name]}
            onClick={() => choose(name)}
          >
            <Icon size={15} aria-hidden />
          </button>
        );
      })}
    </fieldset>
  );
}
