import { text } from "node:stream/consumers";
import { readSettings } from "../../lib/config/settings.ts";
import { ensureEngine, releaseEngine } from "../../sandbox-runner/engine/engine.ts";

/**
 * One user of an engine, as a process of its own: makes sure that the engine runs, prints how that went as a
 * line of JSON, waits for the end of its input, and lets the engine go. Settings come by the environment.
 */
const settings = readSettings(process.env);
const codes: string[] = [];
const found = await ensureEngine(settings, (message) => codes.push(message.code));
const version = found.state === "ready" ? found.engine.version : JSON.stringify(found.reason);
process.stdout.write(`${JSON.stringify({ state: found.state, version, codes })}\n`);
await text(process.stdin);
await releaseEngine(settings);
