/** Two services in one frame, one leading to the other: what a Compose file is. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold tracking-tight">
      <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden fill="none">
        <rect x="1.25" y="1.25" width="19.5" height="19.5" rx="4" stroke="var(--accent)" strokeWidth="1.5" />
        <circle cx="7" cy="7" r="2.6" fill="var(--accent)" />
        <circle cx="15" cy="15" r="2.4" stroke="var(--accent)" strokeWidth="1.5" />
        <path d="M7 9.6v3.2a2.2 2.2 0 0 0 2.2 2.2h3.2" stroke="var(--accent)" strokeWidth="1.5" />
      </svg>
      <span className="max-[26rem]:hidden">composelab</span>
    </span>
  );
}
