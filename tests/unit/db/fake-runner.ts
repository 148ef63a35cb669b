/**
 * A process with the runner's real queue service, heartbeat and worker, whose runs need no engine:
 * `node fake-runner.ts DATABASE_URL hang|grade MACHINE`.
 */
import { pino } from "pino";
import { infrastructureError } from "../../../lib/db/attempt-runs.ts";
import { message } from "../../../lib/i18n/message.ts";
import { openQueueService } from "../../../sandbox-runner/server/queue-service.ts";
import { createRunnerStatus } from "../../../sandbox-runner/server/status.ts";

const [url = "", behaviour, machine = ""] = process.argv.slice(2);
const log = pino({ level: "warn" });
const service = await openQueueService({
  reached: { address: "http://127.0.0.1:1", token: "none" },
  url,
  instance: machine,
  jobs: 2,
  status: createRunnerStatus(),
  log,
});
const stopWork = await service.work({
  notYet: async () => undefined,
  run: async (attempt, emit, signal) => {
    emit({ type: "step", at: new Date().toISOString(), stage: "up", what: behaviour ?? "" });
    if (behaviour === "hang") {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    }
    return { ...infrastructureError(attempt, message("platform.internal")), kind: "graded" };
  },
});
process.on("SIGTERM", async () => {
  await stopWork();
  await service.close();
  process.exit(0);
});
