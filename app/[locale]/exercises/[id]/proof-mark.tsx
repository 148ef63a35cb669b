import { getTranslations } from "next-intl/server";
import type { LoadedExercise } from "../../../../lib/content/exercises.ts";
import { StateMark } from "../../../components/state-mark.tsx";
import { exerciseProof } from "../../../server/exercise-proof.ts";

/** That the grading was proven on this machine's engine, and when; nothing where it was not. */
export async function ProofMark({ loaded }: { loaded: LoadedExercise }) {
  const proof = await exerciseProof(loaded);
  if (!proof) return null;
  const t = await getTranslations("lesson");
  return (
    <p className="brief-proof">
      <StateMark state="good" size={16} />
      <span>{t("proven.exercise", proof)}</span>
    </p>
  );
}
