import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isAlive, processIdentity } from "./identity.mjs";
import { say } from "./text.mjs";

/** Exit code of a supervisor that met an error nobody expected: worth starting again. */
const unexpected = 70;
const maximumRestarts = 10;
const restartWindowMilliseconds = 60_000;
const watchMilliseconds = 300;

/**
 * Runs the supervisor and starts it again when it is killed. (The supervisor in turn replaces a killed guard,
 * see `setup/keep-guard.ts`.) What the supervisor started goes on meanwhile.
 *
 * @param {string} repository
 * @param {import("./arguments.mjs").Given} given
 * @returns {Promise<number>} its exit code
 */
export async function guard(repository, given, resume = false) {
  const main = given.test ? "test.ts" : "main.ts";
  const options = [...(given.stop ? ["--stop"] : []), ...given.rest];
  const restarts = [];
  for (let resuming = resume; ; resuming = true) {
    const guarding = ["--guard", processIdentity(process.pid) ?? "", ...(resuming ? ["--resume"] : [])];
    const { code, signal } = await runOnce(
      repository,
      main,
      given.test || given.stop ? options : [...options, ...guarding],
    );
    const killed = signal !== null || code === unexpected;
    if (!killed || given.test || given.stop) return code ?? 1;
    restarts.push(Date.now());
    const recent = restarts.filter((at) => Date.now() - at < restartWindowMilliseconds);
    if (recent.length > maximumRestarts) return 1;
    console.log(say("supervisor-killed"));
  }
}

/**
 * A guard that takes the place of a killed one: waits beside a running supervisor until that ends in order
 * (its lock is gone) or is killed.
 *
 * @param {string} repository
 * @param {import("./arguments.mjs").Given} given
 */
export async function watch(repository, given) {
  const { existsSync } = await import("node:fs");
  const [identity = "", lockFile = ""] = (given.watch ?? "").split("@");
  let ended = false;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(name, () => {
      ended = true;
    });
  }
  while (isAlive(identity)) await pause(watchMilliseconds);
  if (ended || !existsSync(lockFile)) return 0;
  console.log(say("supervisor-killed"));
  return guard(repository, given, true);
}

function runOnce(repository, main, options) {
  const node = path.join(repository, "node_modules", ".bin", "node");
  return new Promise((resolve) => {
    const program = path.join(repository, "setup", main);
    const child = spawn(node, [program, ...options], { cwd: repository, stdio: "inherit" });
    const forward = (name) => child.kill(name);
    const names = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const name of names) process.on(name, forward);
    const end = (code, signal) => {
      for (const name of names) process.removeListener(name, forward);
      resolve({ code, signal });
    };
    child.on("error", (error) => {
      console.error(error.message);
      end(1, null);
    });
    child.on("exit", end);
  });
}
