"use client";

import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useMemo, useSyncExternalStore } from "react";
import { kubernetesView } from "../../../lib/compose/kubernetes.ts";
import type { ComposeModel } from "../../../lib/compose/model.ts";
import { topology } from "../../../lib/compose/topology.ts";
import type { Locale } from "../../../lib/i18n/message.ts";
import { translate } from "../../../lib/i18n/translate.ts";
import { StateMark } from "../../components/state-mark.tsx";
import type { LiveSnapshot } from "../../workspace/live/live-store.ts";
import { useLiveRun } from "../../workspace/live/picture/use-live-run.ts";
import { Legend } from "../../workspace/topology/legend.tsx";
import { TopologyView } from "../../workspace/topology/topology-view.tsx";
import type { RunSession } from "../run/run-session.ts";
import { type Difference, stackOf } from "./stack-of.ts";

type StackPaneProps = {
  session: RunSession;
  folder: string;
  as: "picture" | "kubernetes";
  /** Stands there while nothing of it runs. */
  empty: ReactNode;
};

/** A folder's project as the workspace draws it, and what is to be said of it now. */
export function StackPane({ session, folder, as, empty }: StackPaneProps) {
  const { live } = useSyncExternalStore(session.subscribe, session.snapshot, session.snapshot);
  const { entries, containers } = live;
  const stack = useMemo(() => stackOf(folder, entries, containers), [folder, entries, containers]);
  const own = useMemo(() => ({ ...live, containers: stack?.containers ?? [] }), [live, stack]);
  if (!stack) return empty;
  return (
    <>
      <Picture model={stack.model} live={own} />
      <Differences differences={stack.differences} />
      {as === "kubernetes" && <Kubernetes model={stack.model} />}
    </>
  );
}

function Picture({ model, live }: { model: ComposeModel; live: LiveSnapshot }) {
  const run = useLiveRun(live);
  const shown = useMemo(() => topology(model), [model]);
  return (
    <>
      <TopologyView topology={shown} run={run} />
      <Legend live />
    </>
  );
}

function Differences({ differences }: { differences: Difference[] }) {
  const t = useTranslations("stack");
  return (
    <div className="your-stack-news" role="status">
      {differences.length === 0 ? (
        <p>
          <StateMark state="good" size={14} />
          <span>{t("same")}</span>
        </p>
      ) : (
        differences.map(({ service, declared, running }) => (
          <p key={service}>
            <StateMark state="warn" size={14} />
            <span>{t("differs", { service, declared, running })}</span>
          </p>
        ))
      )}
      {differences.length > 0 && <p>{t("nobody")}</p>}
    </div>
  );
}

function Kubernetes({ model }: { model: ComposeModel }) {
  const t = useTranslations("stack");
  const locale = useLocale() as Locale;
  const { objects, without } = useMemo(() => kubernetesView(model), [model]);
  return (
    <div className="your-stack-objects">
      <p className="your-stack-title">{t("kubernetes")}</p>
      <dl>
        {objects.map(({ kind, name, because }) => (
          <div key={`${kind} ${name}`}>
            <dt>
              <strong>{kind}</strong> <code>{name}</code>
            </dt>
            <dd>{translate(because, locale)}</dd>
          </div>
        ))}
      </dl>
      {without.length > 0 && (
        <>
          <p className="your-stack-title">{t("without")}</p>
          <ul>
            {without.map((each) => (
              <li key={`${each.code} ${JSON.stringify(each.params)}`}>{translate(each, locale)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
