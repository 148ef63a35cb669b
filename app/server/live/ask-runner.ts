import type { Database } from "../../../lib/db/client.ts";
import { runnerAddress } from "../../../lib/db/sandboxes.ts";
import { message } from "../../../lib/i18n/message.ts";
import { tokenHeader } from "../../../lib/live/between.ts";
import { Refusal } from "../../api/refusal.ts";

const limitMs = 30_000;

/** Asks a runner for something small. @throws Refusal with what the runner says, or 503 when it is away */
export async function askRunner(
  database: Database,
  runnerId: string,
  { method, path, body }: { method: "POST" | "DELETE"; path: string; body?: unknown },
): Promise<unknown> {
  const runner = await runnerAddress(database, runnerId);
  if (!runner) throw away();
  const response = await fetch(runner.address + path, {
    method,
    headers: { [tokenHeader]: runner.token, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(limitMs),
  }).catch(() => {
    throw away();
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new Refusal(response.status, answer.error ?? message("live.failed"), answer.remedy);
}

function away(): Refusal {
  return new Refusal(503, message("live.engine-away"), message("live.engine-away-remedy"));
}
