import { useTranslations } from "next-intl";
import { type MarkState, StateMark } from "../../components/state-mark.tsx";

const conditions: { name: "started" | "healthy" | "completed"; mark: MarkState }[] = [
  { name: "started", mark: "started" },
  { name: "healthy", mark: "good" },
  { name: "completed", mark: "ended" },
];
const states: {
  name: "created" | "started" | "healthy" | "unhealthy" | "failed" | "ended";
  mark: MarkState;
}[] = [
  { name: "created", mark: "created" },
  { name: "started", mark: "started" },
  { name: "healthy", mark: "good" },
  { name: "unhealthy", mark: "warn" },
  { name: "failed", mark: "bad" },
  { name: "ended", mark: "ended" },
];

/** What the marks mean: on arrows while declared, on services while observed. */
export function Legend({ live }: { live: boolean }) {
  const t = useTranslations("topology");
  return (
    <details className="legend">
      <summary>{t("legend")}</summary>
      <ul>
        {(live ? states : []).map(({ name, mark }) => (
          <li key={name}>
            <StateMark state={mark} size={13} />
            {t(`legendState.${name}`)}
          </li>
        ))}
        {conditions.map(({ name, mark }) => (
          <li key={`until-${name}`}>
            <span aria-hidden>→</span>
            <StateMark state={mark} size={13} />
            {t(`legendCondition.${name}`)}
          </li>
        ))}
      </ul>
    </details>
  );
}
