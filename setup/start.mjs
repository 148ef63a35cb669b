#!/usr/bin/env node
import path from "node:path";
/**
 * `npm start` and `npm test` begin here. Plain JavaScript for the Node that a machine happens to have (20 or
 * newer), without any dependency: it installs them, among them the modern Node that runs everything else.
 */
import { fileURLToPath } from "node:url";
import { readArguments } from "./bootstrap/arguments.mjs";
import { installDependencies } from "./bootstrap/dependencies.mjs";
import { guard, watch } from "./bootstrap/guard.mjs";
import { printHelp } from "./bootstrap/help.mjs";
import { say } from "./bootstrap/text.mjs";

const oldestNode = 20;
const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

async function main() {
  const given = readArguments(process.argv.slice(2));
  if (given.problem) {
    console.error(say("start-unknown-option", { option: given.problem }));
    return 2;
  }
  if (given.help) return printHelp();
  if (Number(process.versions.node.split(".")[0]) < oldestNode) {
    console.error(say("start-old-node", { version: process.versions.node, oldest: oldestNode }));
    return 1;
  }
  Object.assign(process.env, given.environment, { NEXT_TELEMETRY_DISABLED: "1" });
  if (given.watch) return watch(repository, given);
  const installed = await installDependencies(repository);
  if (installed !== 0) return installed;
  return guard(repository, given);
}

process.exitCode = await main();
