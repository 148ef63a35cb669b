"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { LoadFigure as Load } from "../../../lib/grading/figure.ts";
import { ScrollBox } from "../../lesson/scroll-box.tsx";
import { chartOf, plot } from "./load-chart.ts";

type LoadFigureProps = { figure: Load; title: string; steps: Record<string, string> };

/** A load as it went: answers and failures over time, how long they took, and who gave them. */
export function LoadFigure({ figure, title, steps }: LoadFigureProps) {
  const t = useTranslations("figures");
  const { total, failed } = figure;
  return (
    <figure className="run-figure">
      <figcaption>
        {t("load", { title })}
        <small data-bad={failed > 0 || undefined}>{t("loadSum", { total, failed })}</small>
      </figcaption>
      <Spread by={figure.by} />
      <ScrollBox label={t("load", { title })} className="run-figure-box">
        <Course figure={figure} />
      </ScrollBox>
      <ul className="run-figure-notes">
        <li>
          <span className="swatch" data-of="answered" aria-hidden /> {t("answered")}
        </li>
        <li>
          <span className="swatch" data-of="failed" aria-hidden /> {t("failed")}
        </li>
        <li>
          <span className="swatch" data-of="slowest" aria-hidden /> {t("slowest")}
        </li>
        {figure.marks.map((mark) => (
          <li key={`${mark.at} ${mark.what}`}>
            <span className="swatch" data-of={mark.what} aria-hidden />{" "}
            {t(`mark.${mark.what}`, { name: steps[mark.name] ?? mark.name })}
          </li>
        ))}
      </ul>
      <details className="evidence">
        <summary>{t("asTable")}</summary>
        <SlotTable slots={figure.slots} />
      </details>
    </figure>
  );
}

/** How the answers were spread over the containers. */
function Spread({ by }: Pick<Load, "by">) {
  const t = useTranslations("figures");
  const format = useFormatter();
  const all = by.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return null;
  return (
    <table className="spread">
      <caption>{t("spread")}</caption>
      <tbody>
        {by.map(({ name, count }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <span className="spread-bar" style={{ width: `${(count / all) * 100}%` }} aria-hidden />
            </td>
            <td className="spread-count">
              {t("share", { count, share: format.number(count / all, { style: "percent" }) })}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Course({ figure }: { figure: Load }) {
  const t = useTranslations("figures");
  const format = useFormatter();
  const chart = chartOf(figure);
  return (
    <svg
      width={plot.width}
      height={plot.height}
      viewBox={`0 0 ${plot.width} ${plot.height}`}
      aria-hidden
      className="course"
    >
      {chart.marks.map((mark) => (
        <rect
          key={`${mark.x} ${mark.what}`}
          x={mark.x}
          y={plot.top}
          width={mark.width}
          height={plot.bottom - plot.top}
          className="course-mark"
          data-of={mark.what}
        />
      ))}
      {chart.bars.map((bar) => (
        <g key={bar.x}>
          <rect
            x={bar.x}
            width={bar.width}
            y={bar.answered.y}
            height={bar.answered.height}
            className="bar-answered"
          />
          <rect
            x={bar.x}
            width={bar.width}
            y={bar.failed.y}
            height={bar.failed.height}
            className="bar-failed"
          />
        </g>
      ))}
      <polyline points={chart.slowest} className="line-slowest" />
      <line x1={plot.left} x2={plot.right} y1={plot.bottom} y2={plot.bottom} className="axis" />
      <text x={plot.left - 6} y={plot.top + 10} textAnchor="end">
        {chart.mostRequests}
      </text>
      <text x={plot.right + 6} y={plot.top + 10} className="line-words">
        {t("milliseconds", { milliseconds: format.number(chart.mostMilliseconds) })}
      </text>
      {chart.ticks.map(({ x, seconds }) => (
        <text key={x} x={x} y={plot.bottom + 16} textAnchor="middle">
          {t("seconds", { seconds: format.number(seconds, { maximumFractionDigits: 1 }) })}
        </text>
      ))}
    </svg>
  );
}

function SlotTable({ slots }: Pick<Load, "slots">) {
  const t = useTranslations("figures");
  const format = useFormatter();
  const hasValues = slots.some(({ values }) => Object.keys(values).length > 0);
  return (
    <table className="figure-table">
      <thead>
        <tr>
          <th scope="col">{t("time")}</th>
          <th scope="col">{t("answered")}</th>
          <th scope="col">{t("failed")}</th>
          <th scope="col">{t("median")}</th>
          <th scope="col">{t("slowest")}</th>
          {hasValues && <th scope="col">{t("values")}</th>}
        </tr>
      </thead>
      <tbody>
        {slots.map((slot) => (
          <tr key={slot.at}>
            <td>{t("seconds", { seconds: format.number(slot.at / 1000, { maximumFractionDigits: 2 }) })}</td>
            <td>{slot.answered}</td>
            <td>{slot.failed}</td>
            <td>{t("milliseconds", { milliseconds: slot.median })}</td>
            <td>{t("milliseconds", { milliseconds: slot.slowest })}</td>
            {hasValues && (
              <td>
                {Object.entries(slot.values)
                  .map(([value, count]) => `${value} × ${count}`)
                  .join(", ")}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
