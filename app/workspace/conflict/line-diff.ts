/** One row of two texts beside each other: a line that both have, or what stands in its place on each side. */
export type DiffRow =
  | { kind: "same"; text: string }
  | { kind: "differs"; mine: string | null; theirs: string | null }
  | { kind: "skipped"; count: number };

/** Comparing costs the product of the lines that differ; beyond this all of them count as changed. */
const maximumCells = 4_000_000;
/** Equal lines that are shown before and after a difference. */
const context = 3;

/** Two texts line by line. Long runs of equal lines are left out. */
export function diffLines(mine: string, theirs: string): DiffRow[] {
  const [left, right] = [mine.split("\n"), theirs.split("\n")];
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && left.at(-1 - tail) === right.at(-1 - tail)) tail += 1;
  const rows = [
    ...left.slice(0, head).map(same),
    ...compare(left.slice(head, left.length - tail), right.slice(head, right.length - tail)),
    ...left.slice(left.length - tail).map(same),
  ];
  return withoutLongRuns(rows);
}

function same(text: string): DiffRow {
  return { kind: "same", text };
}

function compare(left: string[], right: string[]): DiffRow[] {
  if (left.length * right.length > maximumCells) return beside(left, right);
  const lengths = commonLengths(left, right);
  const rows: DiffRow[] = [];
  let [i, j] = [0, 0];
  let [gone, come]: [string[], string[]] = [[], []];
  const flush = () => {
    rows.push(...beside(gone, come));
    [gone, come] = [[], []];
  };
  const at = (row: number, column: number) => lengths[row * (right.length + 1) + column] ?? 0;
  while (i < left.length || j < right.length) {
    const [mine, theirs] = [left[i], right[j]];
    if (mine !== undefined && mine === theirs) {
      flush();
      rows.push(same(mine));
      i += 1;
      j += 1;
    } else if (mine !== undefined && (theirs === undefined || at(i + 1, j) >= at(i, j + 1))) {
      gone.push(mine);
      i += 1;
    } else {
      come.push(theirs ?? "");
      j += 1;
    }
  }
  flush();
  return rows;
}

/** How many lines two ends have in common, for every pair of places; row by row. */
function commonLengths(left: string[], right: string[]): Uint32Array {
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        left[i] === right[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  return lengths;
}

function beside(left: string[], right: string[]): DiffRow[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => ({
    kind: "differs",
    mine: left[index] ?? null,
    theirs: right[index] ?? null,
  }));
}

function withoutLongRuns(rows: DiffRow[]): DiffRow[] {
  const kept = rows.map((row, index) => {
    const near = rows.slice(Math.max(0, index - context), index + context + 1);
    return row.kind !== "same" || near.some(({ kind }) => kind === "differs");
  });
  const shown: DiffRow[] = [];
  for (const [index, row] of rows.entries()) {
    const last = shown.at(-1);
    if (kept[index]) shown.push(row);
    else if (last?.kind === "skipped") last.count += 1;
    else shown.push({ kind: "skipped", count: 1 });
  }
  return shown;
}
