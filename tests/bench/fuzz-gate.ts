/**
 * A gate, a stub engine behind it, and a million requests that nobody would send. Prints a table; run it with
 * `npm run bench:fuzz`, or `npm run bench:fuzz -- COUNT SEED`.
 */
import { fuzz } from "../fixtures/fuzz/run.ts";

const [count = "1000000", seed = "1"] = process.argv.slice(2);
const report = await fuzz({
  count: Number(count),
  seed: Number(seed),
  samples: 20,
  onSample: ({ requests, seconds }) => console.log(`${requests} requests in ${Math.round(seconds)} s`),
});
const mebibytes = (bytes: number) => Math.round((bytes / 2 ** 20) * 10) / 10;

console.table(
  report.memory.map(({ heapUsed, rss, external, resources }, index) => ({
    requests: Math.round((report.requests / report.memory.length) * (index + 1)),
    "heap MiB": mebibytes(heapUsed),
    "external MiB": mebibytes(external),
    "resident MiB": mebibytes(rss),
    "open handles": resources,
  })),
);
console.table({
  requests: report.requests,
  "requests per second": Math.round(report.requests / report.seconds),
  "reached the engine": report.forwarded,
  "reached it and should not have": report.violations.length,
  hangs: report.hangs.length,
  "faults of the gate": report.faults.length,
  crashed: report.crashed,
});
console.table(report.statuses);
const bad = [...report.violations, ...report.hangs, ...report.faults];
for (const each of bad.slice(0, 20)) console.log(JSON.stringify(each.slice(0, 1000)));
process.exitCode = bad.length > 0 || report.crashed ? 1 : 0;
