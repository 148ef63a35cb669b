"use client";

import { PlayIcon } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Locale, Message } from "../../../../lib/i18n/message.ts";
import { translate } from "../../../../lib/i18n/translate.ts";
import { StateMark } from "../../../components/state-mark.tsx";
import { RichText } from "../../results/rich-text.tsx";
import { Elapsed } from "../../run/elapsed.tsx";
import type { LivePhase } from "../live-phase.ts";
import type { Live } from "../use-live.ts";

/** What stands in the place of the terminal while there is none: what this is, what goes on, what to do. */
export function LiveStates({ live, phase }: { live: Live; phase: LivePhase }) {
  const t = useTranslations("live");
  switch (phase) {
    case "unknown":
      return (
        <p className="live-empty" role="status">
          {t("looking")}
        </p>
      );
    case "starting":
    case "preparing":
    case "connecting":
      return <Starting live={live} phase={phase} />;
    case "unavailable":
      return (
        <Offer title={t("unavailable.title")} problem={live} isDisabled live={live} label={t("start")}>
          {live.unavailable && <Words message={live.unavailable.error} remedy={live.unavailable.remedy} />}
          <p>{t("unavailable.text")}</p>
        </Offer>
      );
    case "paused":
      return (
        <Offer title={t("paused.title")} problem={live} live={live} label={t("resume")}>
          <p>{t("paused.text")}</p>
          <Lost live={live} />
        </Offer>
      );
    case "ended":
      return <Ended live={live} />;
    default:
      return (
        <Offer title={t("off.title")} problem={live} live={live} label={t("start")}>
          <p>{t("off.text")}</p>
        </Offer>
      );
  }
}

function Ended({ live }: { live: Live }) {
  const t = useTranslations("live");
  const why = live.sandbox?.why ?? "closed";
  const message = live.sandbox?.message;
  return (
    <Offer
      title={t(`ended.${why}.title`)}
      problem={live}
      live={live}
      label={why === "failed" ? t("tryAgain") : t("resume")}
    >
      {message && <Words message={message} />}
      <p>{t(`ended.${why}.text`)}</p>
      {why !== "failed" && <Lost live={live} />}
    </Offer>
  );
}

type OfferProps = {
  title: string;
  live: Live;
  problem: Pick<Live, "problem">;
  label: string;
  isDisabled?: boolean;
  children: ReactNode;
};

function Offer({ title, live, problem, label, isDisabled, children }: OfferProps) {
  const t = useTranslations("live");
  const refusal = problem.problem?.kind === "refused" ? problem.problem.refusal : undefined;
  return (
    <div className="live-offer">
      <h3>{title}</h3>
      {children}
      <p>
        <button
          type="button"
          className="button"
          data-kind="primary"
          // What was asked for before, a pause perhaps, is answered first.
          disabled={isDisabled || live.asking !== undefined}
          onClick={() => void live.session.open()}
        >
          <PlayIcon size={16} aria-hidden />
          {label}
        </button>
      </p>
      <div role="alert">
        {problem.problem &&
          (refusal?.reason ? (
            <Words message={refusal.reason} remedy={refusal.remedy} />
          ) : (
            <p className="live-words">
              <StateMark state="warn" size={15} />
              <span>{t("away")}</span>
            </p>
          ))}
      </div>
    </div>
  );
}

const steps = ["starting", "preparing", "connecting"] as const;

/** What is done before the shell is there, one line each, with how long it has taken. */
function Starting({ live, phase }: { live: Live; phase: (typeof steps)[number] }) {
  const t = useTranslations("live");
  const locale = useLocale() as Locale;
  const now = steps.indexOf(phase);
  const message = live.sandbox?.message;
  return (
    <div className="live-offer" role="status">
      <h3>{t("startingTitle")}</h3>
      <ol className="live-steps">
        {steps.map((step, index) => (
          <li key={step} data-now={index === now || undefined}>
            <StateMark state={index < now ? "good" : index === now ? "started" : "none"} size={15} />
            <span>
              {t(`step.${step}`)}
              {index === now && step === "preparing" && message && (
                <small>
                  <RichText text={translate(message, locale)} />
                </small>
              )}
            </span>
            {index === now && live.startedAt !== undefined && (
              <span aria-hidden>
                <Elapsed since={live.startedAt} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What the next sandbox will not have: containers, volumes, and files that no draft holds. */
function Lost({ live }: { live: Live }) {
  const t = useTranslations("live");
  return (
    <p className="live-lost">
      {t("lost")}
      {live.omitted.length > 0 && ` ${t("lostFiles", { files: live.omitted.slice(0, 5).join(", ") })}`}
    </p>
  );
}

function Words({ message, remedy }: { message: Message; remedy?: Message }) {
  const locale = useLocale() as Locale;
  return (
    <p className="live-words">
      <StateMark state="warn" size={15} />
      <span>
        <RichText text={translate(message, locale)} />{" "}
        {remedy && <RichText text={translate(remedy, locale)} />}
      </span>
    </p>
  );
}
