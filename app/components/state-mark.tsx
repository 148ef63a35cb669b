/**
 * One set of marks for everything that comes up, or fails to: services, checks, exercises, lessons.
 * The shape alone tells the state; the colour repeats it.
 */
export type MarkState = "none" | "waiting" | "created" | "started" | "good" | "warn" | "bad" | "ended";

const colours: Record<MarkState, string> = {
  none: "var(--ink-faint)",
  waiting: "var(--ink-faint)",
  created: "var(--ink-faint)",
  started: "var(--accent)",
  good: "var(--good)",
  warn: "var(--wait)",
  bad: "var(--bad)",
  ended: "var(--ink-faint)",
};

export function StateMark({ state, size = 14, label }: { state: MarkState; size?: number; label?: string }) {
  const mark = (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke={colours[state]}
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="mark"
      data-state={state}
      aria-hidden
    >
      {shapes[state]}
    </svg>
  );
  if (!label) return mark;
  return (
    <span role="img" aria-label={label} title={label} className="inline-flex">
      {mark}
    </span>
  );
}

const shapes: Record<MarkState, React.ReactNode> = {
  none: <circle cx="8" cy="8" r="6" strokeDasharray="2.2 2.6" />,
  waiting: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 5v3.2l2 1.4" />
    </>
  ),
  created: <circle cx="8" cy="8" r="6" />,
  started: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 2a6 6 0 0 1 0 12z" fill={colours.started} stroke="none" />
    </>
  ),
  good: (
    <>
      <circle cx="8" cy="8" r="7" fill={colours.good} stroke="none" />
      <path d="M4.9 8.3 7.1 10.5 11.2 5.9" stroke="var(--paper)" strokeWidth="1.8" />
    </>
  ),
  warn: (
    <>
      <path d="M8 1.6 15 14H1z" fill={colours.warn} stroke="none" />
      <path d="M8 6v3.6M8 11.8v.1" stroke="var(--paper)" strokeWidth="1.7" />
    </>
  ),
  bad: (
    <>
      <rect x="1" y="1" width="14" height="14" rx="2.5" fill={colours.bad} stroke="none" />
      <path d="m5.2 5.2 5.6 5.6m0-5.6-5.6 5.6" stroke="var(--paper)" strokeWidth="1.8" />
    </>
  ),
  ended: <rect x="3" y="3" width="10" height="10" rx="1.5" />,
};
