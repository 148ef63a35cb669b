import type { Answer, LogLine } from "../../lib/grading/probes.ts";
import type { ContainerView } from "../../lib/grading/snapshot.ts";
import { readLog } from "./containers.ts";
import { now, type RunState } from "./run-state.ts";

const mostLines = 20_000;
const shownLines = 5;

/** What the engine has kept of the output of every running container of a service. */
export async function logLines(run: RunState, containers: ContainerView[], service: string): Promise<Answer> {
  const running = containers.filter((container) => container.service === service && container.running);
  const logs = await Promise.all(
    running.map(async ({ id, name }) => {
      const text = await readLog(run.context.engine.docker, id, { tail: mostLines, timestamps: true });
      const lines = linesOf(text);
      return { name, lines, bytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line.text) + 1, 0) };
    }),
  );
  const last = logs.flatMap(({ lines }) => lines.slice(-shownLines).map(({ text }) => text.slice(0, 300)));
  const evidence = { what: `docker compose logs ${service}`, answer: last.join("\n") || "–" };
  return { kind: "lines", containers: logs, evidence, at: now() };
}

/** The engine puts the time before each line, with nine digits behind the second. */
function linesOf(text: string): LogLine[] {
  return text.split("\n").flatMap((line) => {
    const space = line.indexOf(" ");
    const at = Date.parse(line.slice(0, space === -1 ? line.length : space));
    return Number.isNaN(at) ? [] : [{ at, text: space === -1 ? "" : line.slice(space + 1) }];
  });
}
