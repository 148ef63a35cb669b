"use client";

import {
  ChartNoAxesColumnIcon,
  ChevronLeftIcon,
  ChevronRightIcon,
  CircleQuestionMarkIcon,
  LayoutGridIcon,
  MaximizeIcon,
  MonitorOffIcon,
  XIcon,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { CSSProperties } from "react";
import { type Locale, locales } from "../../lib/i18n/message.ts";
import { IconButton } from "../components/icon-button.tsx";
import { ClockFace } from "./clock-face.tsx";
import type { PlannedScreen } from "./plan.ts";
import type { ClassClock } from "./use-clock.ts";
import type { StageActions } from "./use-stage-keys.ts";

type StageBarProps = {
  locale: Locale;
  /** Of the stage, without the language. */
  path: string;
  screens: PlannedScreen[];
  at: number;
  partMinutes: number[];
  time: ClassClock;
  actions: StageActions;
  hasResults: boolean;
  leaveTo: string;
};

const tools = [
  ["overview", LayoutGridIcon],
  ["results", ChartNoAxesColumnIcon],
  ["blank", MonitorOffIcon],
  ["fullScreen", MaximizeIcon],
  ["help", CircleQuestionMarkIcon],
] as const;

/** At the foot of the stage: where the class is, how it keeps its time, and every key as a button. */
export function StageBar(props: StageBarProps) {
  const { locale, path, screens, at, partMinutes, time, actions, hasResults, leaveTo } = props;
  const t = useTranslations("presenter");
  const screen = screens[at];
  if (!screen) return null;
  const within = screens.filter(({ lesson }) => lesson === screen.lesson);
  const number = within.indexOf(screen) + 1;
  const place = { lesson: screen.lessonTitle, number, count: within.length, title: screen.title };
  return (
    <footer className="stage-bar">
      <Progress screen={screen} partMinutes={partMinutes} elapsed={time.clock && time.elapsed} />
      <p className="stage-place" aria-hidden>
        <span>{screen.lessonTitle}</span>
        <span>{t("screen", place)}</span>
      </p>
      <p className="sr-only" role="status">
        {t("place", place)}
      </p>
      <ClockFace time={time} screen={screen} partMinutes={partMinutes} />
      <div className="stage-tools" role="toolbar" aria-label={t("controls")}>
        <IconButton label={t("previous")} aria-disabled={at === 0} onClick={actions.previous}>
          <ChevronLeftIcon size={19} aria-hidden />
        </IconButton>
        <IconButton label={t("next")} aria-disabled={at === screens.length - 1} onClick={actions.next}>
          <ChevronRightIcon size={19} aria-hidden />
        </IconButton>
        {tools.map(
          ([name, Icon]) =>
            (name !== "results" || hasResults) && (
              <IconButton key={name} label={t(name)} onClick={actions[name]}>
                <Icon size={16} aria-hidden />
              </IconButton>
            ),
        )}
        {locales
          .filter((name) => name !== locale)
          .map((name) => (
            <a
              key={name}
              className="stage-language"
              href={`/${name}/${path}#${screen.id}`}
              hrefLang={name}
              lang={name}
            >
              {name === "ko" ? "한국어" : "EN"}
            </a>
          ))}
        <a className="icon-button" href={leaveTo} aria-label={t("leave")} title={t("leave")}>
          <XIcon size={18} aria-hidden />
        </a>
      </div>
    </footer>
  );
}

type ProgressProps = { screen: PlannedScreen; partMinutes: number[]; elapsed: number | undefined };

/** The parts in proportion to their minutes: how far the screens are, and where the clock is. */
function Progress({ screen, partMinutes, elapsed }: ProgressProps) {
  const total = partMinutes.reduce((sum, minutes) => sum + minutes, 0) * 60;
  return (
    <div className="stage-progress" aria-hidden>
      {partMinutes.map((minutes, part) => {
        const begins = partMinutes.slice(0, part).reduce((sum, before) => sum + before * 60, 0);
        const share = Math.min(1, Math.max(0, (screen.to - begins) / (minutes * 60)));
        return (
          <span key={`${part}-${begins}`} style={{ flexGrow: minutes, "--share": share } as CSSProperties} />
        );
      })}
      {elapsed !== undefined && (
        <i
          style={{ "--now": Math.min(1, elapsed / total) } as CSSProperties}
          data-late={screen.to < elapsed}
        />
      )}
    </div>
  );
}
