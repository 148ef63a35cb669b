"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { StartOrder } from "../../../lib/grading/figure.ts";
import { ScrollBox } from "../../lesson/scroll-box.tsx";
import { type Arrow, columnWidth, type Sequence, sequenceOf } from "./sequence.ts";

/** The start order as it really happened, as a sequence diagram: who started when, and who said what of itself. */
export function StartOrderFigure({ figure, title }: { figure: StartOrder; title: string }) {
  const t = useTranslations("figures");
  const sequence = sequenceOf(figure);
  return (
    <figure className="run-figure">
      <figcaption>{t("startOrder", { title })}</figcaption>
      <ScrollBox label={t("startOrder", { title })} className="run-figure-box">
        <svg
          width={sequence.width}
          height={sequence.height}
          viewBox={`0 0 ${sequence.width} ${sequence.height}`}
          aria-hidden
          className="sequence"
        >
          <Lifelines sequence={sequence} />
          <Held figure={figure} sequence={sequence} />
          {sequence.arrows.map((arrow) => (
            <Message key={`${arrow.y}`} arrow={arrow} />
          ))}
        </svg>
      </ScrollBox>
      {figure.waits.length > 0 && (
        <ul className="run-figure-notes">
          {figure.waits.map((wait) => (
            <li key={`${wait.service} ${wait.for}`}>
              {t.rich("waits", {
                service: wait.service,
                other: wait.for,
                condition: wait.condition,
                code: (text) => <code>{text}</code>,
              })}
            </li>
          ))}
        </ul>
      )}
      <details className="evidence">
        <summary>{t("asTable")}</summary>
        <MomentTable arrows={sequence.arrows} />
      </details>
    </figure>
  );
}

function Lifelines({ sequence }: { sequence: Sequence }) {
  const all = [{ name: "Compose", x: sequence.compose }, ...sequence.participants];
  return all.map(({ name, x }, index) => (
    <g key={name}>
      <line x1={x} x2={x} y1={36} y2={sequence.height - 6} className="lifeline" />
      <rect
        x={x - 52}
        y={6}
        width={104}
        height={30}
        rx={4}
        className="participant"
        data-own={index === 0 || undefined}
      />
      <text x={x} y={26} textAnchor="middle" className="participant-name">
        {name.length > 13 ? `${name.slice(0, 12)}…` : name}
      </text>
    </g>
  ));
}

/** The time in which the grader kept a program from starting. */
function Held({ figure: { held }, sequence }: { figure: StartOrder; sequence: Sequence }) {
  const t = useTranslations("figures");
  const x = held && sequence.participants.find(({ name }) => name === held.service)?.x;
  if (!held || x === undefined) return null;
  const from = sequence.arrows.find(({ service, state }) => service === held.service && state === "started");
  const next = sequence.arrows.find(({ seconds }) => seconds * 1000 > held.until);
  if (!from) return null;
  const end = (next?.y ?? sequence.height) - 16;
  return (
    <g>
      <rect x={x - 5} y={from.y + 4} width={10} height={Math.max(8, end - from.y - 4)} className="held" />
      <text x={x + 12} y={from.y + 18} className="held-words">
        {t("held", { seconds: Math.round((held.until - held.from) / 100) / 10 })}
      </text>
    </g>
  );
}

function Message({ arrow }: { arrow: Arrow }) {
  const t = useTranslations("figures");
  const format = useFormatter();
  const { from, to, y, state, exitCode } = arrow;
  const tip = to > from ? -7 : 7;
  const seconds = format.number(arrow.seconds, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const words = t(`state.${state}`, { code: exitCode ?? 0 });
  // Beside the service, so that no lifeline runs through it.
  const end = Math.max(from, to);
  return (
    <g className="message" data-state={state}>
      <line x1={from} x2={to} y1={y} y2={y} strokeDasharray={state === "started" ? undefined : "4 3"} />
      <path d={`M${to + tip} ${y - 4} L${to} ${y} L${to + tip} ${y + 4}`} />
      <text x={end - columnWidth / 2} y={y - 6} textAnchor="middle">
        {arrow.number ? t("ofNumber", { words, number: arrow.number }) : words}
      </text>
      <text x={4} y={y + 4} className="message-time">
        {t("seconds", { seconds })}
      </text>
    </g>
  );
}

function MomentTable({ arrows }: { arrows: Arrow[] }) {
  const t = useTranslations("figures");
  const format = useFormatter();
  return (
    <table className="figure-table">
      <thead>
        <tr>
          <th scope="col">{t("time")}</th>
          <th scope="col">{t("container")}</th>
          <th scope="col">{t("what")}</th>
        </tr>
      </thead>
      <tbody>
        {arrows.map(({ y, seconds, container, state, exitCode }) => (
          <tr key={y}>
            <td>
              {t("seconds", {
                seconds: format.number(seconds, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
              })}
            </td>
            <td>{container}</td>
            <td>{t(`state.${state}`, { code: exitCode ?? 0 })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
