/**
 * The terminal by itself: the echo of a key from the page's WebSocket to the shell and back, and a hundred megabytes
 * of output, with the memory of the runner's process, which serves here as in the product. Prints a table; run it
 * with `npm run bench:terminal`.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";
import { tokenHeader } from "../../lib/live/between.ts";
import { liveLimits } from "../../lib/live/limits.ts";
import { openLiveStand } from "../engine/live-stand.ts";

const keys = 400;
const megabytes = 100;
const lookMs = 50;

type Served = { address: string; token: string; id: string };

if (process.send) await serve();
else await measure();

/** The runner's side, in a process of its own. */
async function serve(): Promise<void> {
  const stand = await openLiveStand();
  const { id } = await stand.open([{ path: "compose.yaml", content: "services: {}\n" }]);
  process.send?.({ ...stand.reached(), id } satisfies Served);
  await once(process, "message");
  await stand.close();
  process.exit(0);
}

async function measure(): Promise<void> {
  console.log(
    `load average at the start: ${loadavg()
      .map((value) => value.toFixed(1))
      .join(" ")}`,
  );
  const runner = fork(import.meta.filename);
  const [served] = await once(runner, "message");
  const rssOf = () => residentBytes(runner.pid ?? 0);
  try {
    const echo = await measureEcho(served);
    const before = await rssOf();
    const output = await measureOutput(served, rssOf);
    const rows = [
      ["echo of a key, p50", `${percentile(echo, 0.5).toFixed(2)} ms`, ""],
      ["echo of a key, p99", `${percentile(echo, 0.99).toFixed(2)} ms`, "< 20 ms"],
      [`${megabytes} MB of output`, `${output.seconds.toFixed(1)} s`, ""],
      ["  throughput", `${(megabytes / output.seconds).toFixed(0)} MB/s`, ""],
      ["  runner's memory before", `${mebibytes(before)} MiB`, ""],
      ["  runner's memory at most", `${mebibytes(output.highest)} MiB`, ""],
      ["  the same while a page draws nothing", `${mebibytes(output.held)} MiB`, ""],
      ["  in flight to a page that draws nothing", `${Math.round(output.inFlight / 1024)} KiB`, "≤ 256 KiB"],
    ];
    for (const [what = "", value = "", budget = ""] of rows) {
      console.log(`${what.padEnd(42)} ${value.padStart(10)}  ${budget}`);
    }
  } finally {
    runner.send("end");
    await once(runner, "exit");
  }
}

async function measureEcho(served: Served): Promise<number[]> {
  const page = await openPage(served, "echo");
  page.draws = true;
  // Without a shell in between: what is measured is the way there and back.
  page.type("stty -icanon -echo; echo begin-$((1+1)); exec cat\r");
  await page.shows("begin-2");
  const times: number[] = [];
  for (let key = 0; key < keys; key++) {
    const began = performance.now();
    const seen = page.next();
    page.type("x");
    await seen;
    times.push(performance.now() - began);
  }
  page.socket.close();
  return times;
}

async function measureOutput(served: Served, rssOf: () => Promise<number>) {
  const page = await openPage(served, "output");
  let highest = 0;
  page.type(`stty -echo; head -c ${megabytes * 1_000_000} /dev/zero | tr '\\0' x; echo\r`);
  while (page.bytes < liveLimits.windowBytes) await delay(lookMs);
  // More would come now, if the program did not have to wait.
  await delay(2000);
  const inFlight = page.bytes;
  const held = await rssOf();
  const began = performance.now();
  page.draws = true;
  page.acknowledge();
  while (page.bytes < megabytes * 1_000_000) {
    await delay(lookMs);
    highest = Math.max(highest, await rssOf());
  }
  const seconds = (performance.now() - began) / 1000;
  page.socket.close();
  return { inFlight, held, highest, seconds };
}

async function openPage({ address, token, id }: Served, name: string) {
  const url = `${address.replace("http", "ws")}/live/${id}/terminals/${name}`;
  const socket = new WebSocket(url, { headers: { [tokenHeader]: token } });
  let heard: () => void = () => undefined;
  let offset = 0;
  const page = {
    socket,
    bytes: 0,
    draws: false,
    text: "",
    shows: async (text: string) => {
      while (!page.text.includes(text)) await page.next();
    },
    type: (data: string) => socket.send(JSON.stringify({ type: "input", data })),
    next: () =>
      new Promise<void>((resolve) => {
        heard = resolve;
      }),
    acknowledge: () => socket.send(JSON.stringify({ type: "ack", offset })),
  };
  socket.on("message", (data: Buffer, isBinary) => {
    if (!isBinary) return;
    page.bytes += data.length;
    offset += data.length;
    page.text = (page.text + data.subarray(-200).toString("latin1")).slice(-1000);
    if (page.draws) page.acknowledge();
    heard();
  });
  await once(socket, "open");
  return page;
}

/** @see proc(5), /proc/PID/status */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}

function percentile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
