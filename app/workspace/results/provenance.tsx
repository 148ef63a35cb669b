"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { RunResult } from "../../../lib/grading/result.ts";
import { stageName } from "../run/run-status.tsx";

/** By what the verdict was made, so that it can be explained and run again. */
export function Provenance({ result, stages }: { result: RunResult; stages: Record<string, string> }) {
  const t = useTranslations("verdict");
  const r = useTranslations("run");
  const format = useFormatter();
  const { engine, compose, images } = result.provenance;
  const seconds = (milliseconds: number) =>
    t("seconds", { seconds: format.number(milliseconds / 1000, { maximumFractionDigits: 1 }) });
  return (
    <details className="provenance">
      <summary>{t("provenance")}</summary>
      <dl>
        {engine && (
          <div>
            <dt>Docker Engine</dt>
            <dd>{t("engineVersion", { version: engine.version, api: engine.apiVersion })}</dd>
          </div>
        )}
        {compose && (
          <div>
            <dt>Docker Compose</dt>
            <dd>{compose}</dd>
          </div>
        )}
        <div>
          <dt>{t("exerciseVersion")}</dt>
          <dd>
            <code>{result.exercise.hash}</code>
          </dd>
        </div>
        <div>
          <dt>{t("phases")}</dt>
          <dd>
            <ul>
              {result.phases.map((phase) => (
                <li key={`${phase.name} ${phase.startedAt}`}>
                  {stageName(phase.name, stages, r)}{" "}
                  <span className="tabular-nums">{seconds(phase.milliseconds)}</span>
                </li>
              ))}
            </ul>
          </dd>
        </div>
        {Object.entries(images).length > 0 && (
          <div>
            <dt>{t("images")}</dt>
            <dd>
              <ul>
                {Object.entries(images).map(([reference, id]) => (
                  <li key={reference}>
                    <code>{reference}</code>{" "}
                    <code className="text-faint">{id.replace("sha256:", "").slice(0, 12)}</code>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
      </dl>
    </details>
  );
}
