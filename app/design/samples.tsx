import { getTranslations } from "next-intl/server";
import { type MarkState, StateMark } from "../components/state-mark.tsx";
import type { ColourToken } from "./read-tokens.ts";

const marks: MarkState[] = ["none", "waiting", "created", "started", "good", "warn", "bad", "ended"];

/** The same in both themes, whatever the reader has chosen: the colours are declared again there. */
export function BothThemes({ children }: { children: (theme: "light" | "dark") => React.ReactNode }) {
  return (
    <div className="design-themes">
      {(["light", "dark"] as const).map((theme) => (
        <div key={theme} className="design-theme" data-theme={theme}>
          {children(theme)}
        </div>
      ))}
    </div>
  );
}

export function Colours({ colours, theme }: { colours: ColourToken[]; theme: "light" | "dark" }) {
  return (
    <ul className="design-colours">
      {colours.map((colour) => (
        <li key={colour.name}>
          <span className="design-swatch" style={{ background: `var(${colour.name})` }} />
          <code>{colour.name}</code>
          <span>{colour[theme]}</span>
        </li>
      ))}
    </ul>
  );
}

export async function Buttons({ theme }: { theme: string }) {
  const t = await getTranslations("design");
  return (
    <div className="design-row">
      <button type="button" className="button" data-kind="primary">
        {t("primary")}
      </button>
      <button type="button" className="button">
        {t("plain")}
      </button>
      <button type="button" className="button" data-kind="quiet">
        {t("quiet")}
      </button>
      <button type="button" className="button" data-size="small">
        {t("small")}
      </button>
      <button type="button" className="button" disabled>
        {t("disabled")}
      </button>
      <a className="text-link" href={`#buttons-${theme}`} id={`buttons-${theme}`}>
        {t("link")}
      </a>
    </div>
  );
}

export async function Marks() {
  const t = await getTranslations("design");
  return (
    <ul className="design-row">
      {marks.map((state) => (
        <li key={state} className="inline-flex items-center gap-1.5">
          <StateMark state={state} size={16} />
          <span>{t(`mark.${state}`)}</span>
        </li>
      ))}
    </ul>
  );
}

export async function Type() {
  const t = await getTranslations("design");
  return (
    <div className="prose">
      <p className="font-bold text-3xl">{t("sample")}</p>
      <p className="font-semibold text-xl">{t("sample")}</p>
      <p>{t("paragraph")}</p>
      <p className="text-sm text-soft">{t("aside")}</p>
      <p>
        <code>docker compose up -d</code>
      </p>
    </div>
  );
}
