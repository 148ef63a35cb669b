import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withInstallLock } from "./install-lock.mjs";
import { say } from "./text.mjs";

const progressMilliseconds = 5000;
const shownLines = 15;

/**
 * Makes node_modules what package-lock.json says. Nothing is done when it is; an interrupted installation is
 * begun anew.
 *
 * @param {string} repository
 * @returns {Promise<number>} the exit code: 0 when everything is installed
 */
export async function installDependencies(repository) {
  if (isCurrent(repository)) return 0;
  return withInstallLock(repository, async () => {
    if (isCurrent(repository)) return 0;
    if (matchesLockFile(repository)) {
      writeStamp(repository);
      return 0;
    }
    rmSync(stampFile(repository), { force: true });
    const code = await runNpm(repository);
    if (code === 0) writeStamp(repository);
    return code;
  });
}

const stampFile = (repository) => path.join(repository, "node_modules", ".composelab-installed");

function fingerprint(repository) {
  const lock = readFileSync(path.join(repository, "package-lock.json"));
  return createHash("sha256").update(lock).update(`${process.platform}-${process.arch}`).digest("hex");
}

function isCurrent(repository) {
  const node = path.join(repository, "node_modules", ".bin", "node");
  const stamp = stampFile(repository);
  return existsSync(node) && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint(repository);
}

function writeStamp(repository) {
  mkdirSync(path.dirname(stampFile(repository)), { recursive: true });
  writeFileSync(stampFile(repository), fingerprint(repository));
}

/** Somebody ran npm by hand: npm keeps a copy of the lock file of what it has finished installing. */
function matchesLockFile(repository) {
  const installedFile = path.join(repository, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(path.join(repository, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  return Object.entries(wanted).every(
    ([name, entry]) => name === "" || entry.optional || installed[name]?.version === entry.version,
  );
}

/** npm itself runs on the Node that started us; the packages run on the one that it installs. */
function runNpm(repository) {
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  const options = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  console.log(say("install-start"));
  return new Promise((resolve) => {
    const child = spawn(program, [...first, ...options], {
      cwd: repository,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines = [];
    const remember = (chunk) => {
      lines.push(...String(chunk).split("\n").filter(Boolean));
      lines.splice(0, Math.max(0, lines.length - shownLines));
    };
    child.stdout.on("data", remember);
    child.stderr.on("data", remember);
    const progress = setInterval(
      () => console.log(say("install-progress", { seconds: seconds() })),
      progressMilliseconds,
    );
    const end = (code, problem) => {
      clearInterval(progress);
      if (code === 0) console.log(say("install-done", { seconds: seconds() }));
      else console.error([...lines, problem, say("install-failed")].filter(Boolean).join("\n"));
      resolve(code);
    };
    child.on("error", (error) => end(1, error.message));
    child.on("close", (code, signal) => end(signal ? 130 : (code ?? 1), ""));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill("SIGTERM"));
  });
}
