import type { Settings } from "../lib/config/settings.ts";
import { type Locale, type Message, message } from "../lib/i18n/message.ts";
import { translate } from "../lib/i18n/translate.ts";
import type { Engine } from "../sandbox-runner/engine/engine-state.ts";
import type { GateTraffic } from "../sandbox-runner/gate/gate.ts";
import { measureUsage, type SandboxUsage } from "../sandbox-runner/sandbox/usage.ts";
import { columnsOf, padded } from "./grading/columns.ts";
import { askIfRunning } from "./runner-client.ts";

/** One sandbox of `sandbox ls --json`. Bytes, CPUs, times as ISO 8601; null where nobody knows. */
type Listed = {
  id: string;
  kind: string;
  /** The process that made it, `<pid>-<start>`. */
  owner: string;
  created: string;
  expires: string;
  /** Requests that its gate answered, those that the lab refused, and its clients now. */
  requests: number | null;
  refused: number | null;
  connections: number | null;
} & Pick<SandboxUsage, "containers" | "networks" | "volumes" | "memory" | "cpus" | "pids" | "disk">;

/** All sandboxes of this installation with what they use, the oldest first. */
export async function listSandboxes(settings: Settings, engine: Engine): Promise<Listed[]> {
  const [usages, traffic, liveEnds] = await Promise.all([
    measureUsage({ engine, settings }),
    askIfRunning<Record<string, GateTraffic>>(settings, "/sandboxes"),
    // What the page's terminal belongs to ends long before the reaper would come: by its use.
    askIfRunning<Record<string, number>>(settings, "/live"),
  ]);
  const sorted = usages.sort((a, b) => a.created - b.created);
  return sorted.map(({ identity, created, ...used }) => {
    const { id, kind, owner, expires } = identity;
    const served = traffic?.[id];
    return {
      id,
      kind,
      owner,
      created: time(created),
      expires: time(Math.min(expires, (liveEnds?.[id] ?? Number.POSITIVE_INFINITY) / 1000)),
      ...used,
      requests: served?.requests ?? null,
      refused: served?.refused ?? null,
      connections: served?.connections ?? null,
    };
  });
}

/** A table for people. */
export function sandboxTable(sandboxes: Listed[], locale: Locale, now: number): string {
  const names = [
    "id",
    "kind",
    "owner",
    "age",
    "left",
    "containers",
    "memory",
    "cpus",
    "pids",
    "disk",
    "requests",
  ];
  const head = names.map((name) => translate(message(`cli.sandbox-column-${name}`), locale));
  const rows = sandboxes.map((each) => [
    each.id,
    translate(message(`cli.sandbox-kind-${each.kind}`), locale),
    each.owner,
    translate(span(now - Date.parse(each.created)), locale),
    // What is nobody's yet is replaced, and does not end.
    each.kind === "ready" ? "-" : translate(span(Date.parse(each.expires) - now), locale),
    `${each.containers.used}/${each.containers.limit}`,
    `${mebibytes(each.memory.used)}/${mebibytes(each.memory.limit)} MiB`,
    `${each.cpus.used.toFixed(1)}/${each.cpus.limit}`,
    `${each.pids.used}/${each.pids.limit}`,
    `${mebibytes(each.disk.used)}/${mebibytes(each.disk.limit)} MiB`,
    each.requests === null
      ? "-"
      : translate(
          message("cli.sandbox-requests", { requests: each.requests, refused: each.refused ?? 0 }),
          locale,
        ),
  ]);
  return aligned([head, ...rows]);
}

function aligned(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => columnsOf(row[column] ?? ""))),
  );
  const line = (row: string[]) => row.map((cell, column) => padded(cell, widths[column] ?? 0)).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}

function span(milliseconds: number): Message {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  return minutes < 120
    ? message("cli.sandbox-minutes", { minutes })
    : message("cli.sandbox-hours", { hours: Math.round(minutes / 60) });
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
