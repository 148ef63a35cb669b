import Link from "next/link";
import type { ReactNode } from "react";
import { checksOf } from "../../lib/content/exercise-schema.ts";
import { loadExercise } from "../../lib/content/exercises.ts";
import type { Locale } from "../../lib/i18n/message.ts";
import { type MarkState, StateMark } from "../components/state-mark.tsx";
import { contentDirectory } from "../server/content-directory.ts";
import { exerciseProof, shortVersion } from "../server/exercise-proof.ts";
import type { LessonTexts, PropsOf } from "./texts.ts";

/** A claim with the mark of what proves it; what proves it is shown on demand. */
export function provenComponent({ locale }: { locale: Locale }, t: LessonTexts) {
  return async function Proven({ claim, exercise, check, children, ...record }: PropsOf<"Proven">) {
    if (exercise && check) {
      const { mark, evidence } = await byGrading(exercise, check, locale, t);
      return (
        <Claim claim={claim} mark={mark}>
          {children}
          {evidence}
        </Claim>
      );
    }
    const { engine, compose = "" } = record;
    if (engine === undefined) {
      return (
        <Claim claim={claim} mark={t("proven.not")} state="none">
          {children}
        </Claim>
      );
    }
    const mark = t("proven.on", { engine: shortVersion(engine), compose: shortVersion(compose) });
    return (
      <Claim claim={claim} mark={mark}>
        <p className="proven-how">{t("proven.record")}</p>
        {children}
      </Claim>
    );
  };
}

/** What an exercise's own proof says of a check; a machine that never graded it says who does. */
async function byGrading(id: string, check: string, locale: Locale, t: LessonTexts) {
  const loaded = await loadExercise(id, contentDirectory());
  const { title, tasks, mistakes } = loaded.exercise;
  const proof = await exerciseProof(loaded);
  const found = checksOf(loaded.exercise).find((one) => one.id === check);
  const task = tasks.find((one) => one.id === found?.task)?.title[locale] ?? title[locale];
  const failing = Object.values(mistakes).filter(({ fails }) => fails[check] !== undefined).length;
  return {
    mark: proof ? t("proven.onDay", proof) : t("proven.elsewhere"),
    evidence: (
      <p>
        {t("proven.byGrading", { task, mistakes: failing })}{" "}
        <Link href={`/${locale}/exercises/${id}`}>{title[locale]}</Link>
      </p>
    ),
  };
}

/** The files of a proof, where they are longer than what was run with them. */
export function proofFilesComponent(t: LessonTexts) {
  return ({ count, children }: PropsOf<"ProofFiles">) => (
    <details className="proven-files">
      <summary>{t("proven.files", { count })}</summary>
      {children}
    </details>
  );
}

type ClaimProps = { claim: string; mark: string; state?: MarkState; children: ReactNode };

function Claim({ claim, mark, state = "good", children }: ClaimProps) {
  return (
    <details className="proven">
      <summary>
        <StateMark state={state} size={16} />
        <span>
          {claim}
          <span className="proven-on">{mark}</span>
        </span>
      </summary>
      <div className="proven-evidence">{children}</div>
    </details>
  );
}
