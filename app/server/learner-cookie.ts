export const learnerCookie = "learner";

/** A learner's id as a cookie holds it; undefined for what is none. */
export function readLearnerId(value: string | undefined): string | undefined {
  return value && /^[A-Za-z0-9_-]{32}$/.test(value) ? value : undefined;
}

/** The learner of a request that Next does not see, from its `Cookie` header. */
export function learnerOfRequest(cookie: string | undefined): string | undefined {
  for (const pair of (cookie ?? "").split(/;\s*/)) {
    const [name, value] = pair.split("=", 2);
    if (name === learnerCookie) return readLearnerId(value);
  }
  return undefined;
}
