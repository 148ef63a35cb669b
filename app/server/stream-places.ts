export type StreamPlaces = {
  /** @returns what gives the place back, or nothing when the learner has none left. */
  take(learnerId: string): (() => void) | undefined;
};

/** How many event streams each learner may follow at once; more than a browser with many tabs opens. */
export function openStreamPlaces(maximum = 24): StreamPlaces {
  const taken = new Map<string, number>();
  const take = (learnerId: string) => {
    const count = taken.get(learnerId) ?? 0;
    if (count >= maximum) return undefined;
    taken.set(learnerId, count + 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const left = (taken.get(learnerId) ?? 1) - 1;
      if (left > 0) taken.set(learnerId, left);
      else taken.delete(learnerId);
    };
  };
  return { take };
}
