/**
 * What stands behind a Korean noun in running text: particles, alone or one after the other (`에서는`).
 * Longest first, so that `에서는` goes before `는`.
 */
const particles = [
  ...["에서는", "에서도", "으로는", "으로도", "까지는", "부터는", "이라는", "이라고", "에게서", "이라면"],
  ...["에서", "에게", "에는", "에도", "으로", "까지", "부터", "처럼", "보다", "마다", "라는", "라고", "라면"],
  ...[
    "이나",
    "이란",
    "이고",
    "이며",
    "과는",
    "와는",
    "만을",
    "만이",
    "에만",
    "로는",
    "로도",
    "들이",
    "들을",
    "들은",
  ],
  ...["은", "는", "이", "가", "을", "를", "의", "에", "와", "과", "로", "도", "만", "나", "란", "들"],
];

/** Verbs made of a noun (`실행하는`, `삭제됩니다`): what follows the noun. */
const verbEnding = /^(.{2,}?)(?:하|되|시키|합|됩|했|됐|할|될|함|됨|해|돼|한|된)/u;

/**
 * The part of a Korean word that stays the same however it is inflected: `서비스` of `서비스를`, `실행` of
 * `실행하려면`. Never shorter than two syllables, since one syllable may be the whole noun.
 */
export function koreanStem(word: string): string {
  const noun = withoutParticle(word);
  return verbEnding.exec(noun)?.[1] ?? noun;
}

export function isParticle(word: string): boolean {
  return particles.includes(word);
}

function withoutParticle(word: string): string {
  const particle = particles.find((ending) => word.endsWith(ending) && word.length >= ending.length + 2);
  return particle ? word.slice(0, -particle.length) : word;
}
