"use client";

import { useTranslations } from "next-intl";
import { type MouseEvent, type ReactNode, type TouchEvent, useRef, useState } from "react";
import type { Locale } from "../../lib/i18n/message.ts";
import { ClassDialog, type StageExercise } from "./class-dialog.tsx";
import { KeyHelp } from "./key-help.tsx";
import { doMain, focusScreen, moveWithin } from "./on-screen.ts";
import { Overview } from "./overview.tsx";
import { findScreen, type PlannedScreen } from "./plan.ts";
import { StageBar } from "./stage-bar.tsx";
import { StageProvider } from "./stage-context.ts";
import { useClock } from "./use-clock.ts";
import { usePlace } from "./use-place.ts";
import { type StageActions, useStageKeys } from "./use-stage-keys.ts";

type StageProps = {
  locale: Locale;
  sessionPath: string;
  screens: PlannedScreen[];
  partMinutes: number[];
  /** Of the session, in order. */
  exercises: StageExercise[];
  /** The screens, drawn. */
  children: ReactNode;
};

type Over = "overview" | "results" | "help" | "blank";

/** A session's lessons as screens, one at a time. */
export function Stage({ locale, sessionPath, screens, partMinutes, exercises, children }: StageProps) {
  const t = useTranslations("presenter");
  const { at, seen, go } = usePlace(screens);
  const time = useClock(sessionPath);
  const [over, setOver] = useState<Over>();
  const touch = useRef<{ x: number; y: number }>(undefined);
  const screen = screens[at] ?? screens[0];

  const close = () => {
    setOver(undefined);
    focusScreen();
  };
  const turn = (direction: 1 | -1) => moveWithin(direction) || go(at + direction);
  // While the stage is blank, any key only brings it back.
  const unlessBlank = (action: () => void) => () => (over === "blank" ? setOver(undefined) : action());
  const actions: StageActions = {
    next: unlessBlank(() => turn(1)),
    previous: unlessBlank(() => turn(-1)),
    first: unlessBlank(() => go(0)),
    last: unlessBlank(() => go(screens.length - 1)),
    main: unlessBlank(doMain),
    leave: unlessBlank(() => location.assign(leaveTo)),
    overview: unlessBlank(() => setOver("overview")),
    results: unlessBlank(() => exercises.length > 0 && setOver("results")),
    clock: unlessBlank(time.toggle),
    blank: unlessBlank(() => setOver("blank")),
    fullScreen: unlessBlank(toggleFullScreen),
    help: unlessBlank(() => setOver("help")),
  };
  useStageKeys(actions);

  if (!screen) return null;
  const leaveTo = lessonAddress(`/${locale}/${sessionPath}`, screen);

  /** Links to other lessons go to their screens; what leads away opens beside the stage, which stays. */
  const follow = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target : undefined;
    const link = target?.closest<HTMLAnchorElement>(".screen a[href]");
    const href = link?.getAttribute("href");
    if (href) {
      event.preventDefault();
      const found = href.startsWith("#") ? findScreen(screens, decodeURIComponent(href.slice(1))) : undefined;
      if (found !== undefined) go(found);
      else window.open(href, "_blank", "noopener");
      return;
    }
    // After the mouse, Space is to turn to the next screen and not to press the same again.
    const isByMouse = event.detail > 0 && target?.closest(".screen :is(button, summary)");
    if (isByMouse && !target?.closest("dialog, .step-player")) focusScreen();
  };

  const begin = ({ touches }: TouchEvent) => {
    const first = touches[0];
    touch.current = first && { x: first.clientX, y: first.clientY };
  };
  const end = ({ changedTouches, target }: TouchEvent) => {
    const last = changedTouches[0];
    const from = touch.current;
    const isScrolling = target instanceof Element && target.closest('.scroll-box[tabindex="0"], .xterm');
    if (!from || !last || isScrolling) return;
    const [x, y] = [last.clientX - from.x, last.clientY - from.y];
    if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) go(at + (x < 0 ? 1 : -1));
  };

  return (
    <div className="stage" onClickCapture={follow} onTouchStart={begin} onTouchEnd={end}>
      <main id="main" className="stage-screens" tabIndex={-1}>
        <StageProvider value={{ at, seen }}>{children}</StageProvider>
      </main>
      <StageBar
        locale={locale}
        path={`${sessionPath}/present`}
        screens={screens}
        at={at}
        partMinutes={partMinutes}
        time={time}
        actions={actions}
        hasResults={exercises.length > 0}
        leaveTo={leaveTo}
      />
      {over === "overview" && (
        <Overview
          screens={screens}
          at={at}
          onGo={(index) => {
            close();
            go(index);
          }}
          onClose={close}
        />
      )}
      {over === "results" && (
        <ClassDialog exercises={exercises} first={exerciseNear(screens, at, exercises)} onClose={close} />
      )}
      {over === "help" && <KeyHelp onClose={close} />}
      {over === "blank" && (
        <button type="button" className="stage-blank" onClick={close}>
          <span className="sr-only">{t("blanked")}</span>
        </button>
      )}
    </div>
  );
}

function lessonAddress(session: string, { lesson, section }: PlannedScreen): string {
  if (!lesson) return session;
  return `${session}/${lesson}${section ? `#${section}` : ""}`;
}

/** The exercise that was on last, or comes next. */
function exerciseNear(screens: PlannedScreen[], at: number, exercises: StageExercise[]): string {
  const before = screens.slice(0, at + 1).findLast(({ exercise }) => exercise);
  const after = screens.slice(at + 1).find(({ exercise }) => exercise);
  return before?.exercise ?? after?.exercise ?? exercises[0]?.id ?? "";
}

function toggleFullScreen(): void {
  // Refused by browsers that have none, as on a telephone.
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen?.().catch(() => undefined);
}
