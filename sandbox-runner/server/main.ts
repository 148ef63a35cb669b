import { parseArgs } from "node:util";
import { pino, stdSerializers } from "pino";
import { readSettings } from "../../lib/config/settings.ts";
import { onOrphaned } from "../../lib/process/orphan.ts";
import { runFiles } from "../../lib/process/run-files.ts";
import { takeRunnerLock } from "./runner-lock.ts";
import { runServer } from "./server.ts";

/** Exit code that tells the supervisor not to start another one: there is a runner already. */
const alreadyRunning = 75;

const { values } = parseArgs({
  options: {
    "no-database": { type: "boolean", default: false },
    "hold-images": { type: "boolean", default: false },
    supervised: { type: "boolean", default: false },
  },
});
const settings = readSettings(process.env);
const log = pino({
  level: settings.logLevel,
  base: { process: "runner" },
  serializers: { error: stdSerializers.err },
});
const files = runFiles(settings.dataDirectory);
const lock = await takeRunnerLock(settings, { database: !values["no-database"] });
if (!lock) {
  log.info("a runner is running already");
  process.exit(alreadyRunning);
}
const stopping = new AbortController();
const stop = () => stopping.abort();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, stop);
if (values.supervised) onOrphaned(files.supervisor, stop);
process.on("unhandledRejection", (error) => log.error({ error }, "an error that nobody expected"));

const exitCode = await runServer({
  settings,
  log,
  stopping,
  database: !values["no-database"],
  holdImages: values["hold-images"],
});
lock.release();
log.info("stopped");
process.exit(exitCode);
