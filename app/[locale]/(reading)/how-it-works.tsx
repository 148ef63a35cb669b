import { getTranslations } from "next-intl/server";
import { type MarkState, StateMark } from "../../components/state-mark.tsx";

const steps: { name: "read" | "write" | "run"; state: MarkState }[] = [
  { name: "read", state: "created" },
  { name: "write", state: "started" },
  { name: "run", state: "good" },
];

/** What one does here, in the marks that the running system will use. */
export async function HowItWorks() {
  const t = await getTranslations("how");
  return (
    <section aria-labelledby="how" className="mt-16 sm:mt-24">
      <h2 id="how" className="sr-only">
        {t("title")}
      </h2>
      <ol className="grid gap-x-10 gap-y-6 border-rule border-t pt-6 sm:grid-cols-3">
        {steps.map(({ name, state }) => (
          <li key={name}>
            <p className="flex items-center gap-2 font-semibold">
              <StateMark state={state} size={16} />
              {t(`${name}.title`)}
            </p>
            <p className="mt-1.5 text-[0.9375rem] text-soft">{t(`${name}.text`)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
