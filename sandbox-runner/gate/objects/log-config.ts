import { isReservedLabel } from "./fields.ts";
import type { Json } from "./gate-sandbox.ts";
import type { SandboxLimits } from "./limits.ts";
import { refuse } from "./refusal.ts";
import { parseSize } from "./tmpfs.ts";

const mostFiles = 10;

/** Texts that only end up in the log's own lines. A tag is a template: only plain fields of it are let through. */
const texts: Record<string, RegExp> = {
  labels: /^[\w.,/ -]*$/,
  env: /^[\w.,/ -]*$/,
  tag: /^(?:[\w./ :-]|\{\{ ?\.\w+ ?\}\})*$/,
  compress: /^(?:true|false)$/,
  mode: /^(?:blocking|non-blocking)$/,
};

/**
 * Log files stay on the machine and are rotated: sizes above the lab's are cut to it, so that an ordinary
 * production file still runs. Drivers that make the daemon connect somewhere are refused.
 */
export function decideLogConfig(type: string, config: Record<string, string>, limits: SandboxLimits): Json {
  if (type === "none") return { Type: "none", Config: {} };
  if (type !== "" && type !== "json-file" && type !== "local") throw refuse("log-driver", { driver: type });
  const built: Record<string, string> = {};
  let size = Number.POSITIVE_INFINITY;
  // The driver `local` keeps five files where it is not told how many.
  let files = type === "local" ? 5 : 1;
  for (const [name, value] of Object.entries(config)) {
    const shape = Object.hasOwn(texts, name) ? texts[name] : undefined;
    if (name === "max-size") size = value === "-1" ? size : parseSize(value);
    else if (name === "max-file") files = readFiles(value);
    else if (shape?.test(value) && value.length <= 255)
      built[name] = name === "labels" ? withoutReserved(value) : value;
    else throw refuse("log-option", { option: name });
  }
  const bounded = Math.max(4096, Math.min(size, Math.floor(limits.logSize / files)));
  return {
    Type: type || "json-file",
    Config: { ...built, "max-size": String(bounded), "max-file": String(files) },
  };
}

/** `docker logs --details` prints the labels that are named here: the lab's own are nobody's to see. */
function withoutReserved(names: string): string {
  return names
    .split(",")
    .filter((name) => !isReservedLabel(name.trim()))
    .join(",");
}

function readFiles(value: string): number {
  if (!/^[1-9]\d{0,4}$/.test(value)) throw refuse("log-option", { option: "max-file" });
  return Math.min(mostFiles, Number(value));
}
