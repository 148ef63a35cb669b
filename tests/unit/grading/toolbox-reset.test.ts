import { expect, it } from "vitest";
import { studentProcesses } from "../../../sandbox-runner/grading/toolbox-reset.ts";

const Titles = ["UID", "PID", "PPID", "CMD"];
const own = [
  ["1508328", "100", "90", "/sbin/docker-init -- /usr/bin/tini -- sleep infinity"],
  ["1508328", "101", "100", "/usr/bin/tini -- sleep infinity"],
  ["1508328", "102", "101", "sleep infinity"],
];
const port = [
  "1507328",
  "103",
  "101",
  "socat TCP-LISTEN:8080,fork,reuseaddr UNIX-CONNECT:/run/composelab/8080",
];

it("what listens for published ports must not be taken for what a script left behind", () => {
  expect(studentProcesses({ Titles, Processes: [...own, port, port] }, 100)).toBe(3);
});

it("whatever runs as the student must be counted, whatever it calls itself", () => {
  const left = ["1508328", "104", "101", "socat TCP-LISTEN:8080,fork,reuseaddr"];
  expect(studentProcesses({ Titles, Processes: [...own, port, left] }, 100)).toBe(4);
});

it("a toolbox that has ended must not be taken for an untouched one", () => {
  expect(studentProcesses({ Titles, Processes: undefined }, 0)).toBe(0);
  expect(studentProcesses({ Titles, Processes: own }, 0)).toBe(0);
});
