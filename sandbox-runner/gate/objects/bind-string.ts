import { engineError, refuse } from "./refusal.ts";

/** `source:target[:mode]`, taken apart; `source` is undefined for an anonymous volume. */
export type BindSpec = {
  source: string | undefined;
  target: string;
  mode: string;
  readOnly: boolean;
  noCopy: boolean;
};

const accessModes = new Set(["ro", "rw"]);
/** Options that mean nothing here (SELinux labels, macOS consistency) or what holds anyway. */
const idleModes = new Set(["z", "Z", "consistent", "cached", "delegated", "default", "private", "rprivate"]);
const propagationModes = new Set(["shared", "rshared", "slave", "rslave"]);

/** Reads one item of `HostConfig.Binds` by the rules of the engine's Linux parser, with its errors. */
export function parseBind(raw: string): BindSpec {
  const parts = raw.split(":");
  const [first = "", second, mode = ""] = parts;
  if (first === "" || parts.length > 3) throw invalid(raw);
  if (second === undefined)
    return { source: undefined, target: first, mode: "", readOnly: false, noCopy: false };
  if (second === "" || (parts.length === 2 && isMode(second))) throw invalid(raw);
  return { source: first, target: second, mode, ...readMode(mode) };
}

function isMode(text: string): boolean {
  const known = (word: string) =>
    accessModes.has(word) || idleModes.has(word) || propagationModes.has(word) || word === "nocopy";
  return text.split(",").every(known);
}

function readMode(mode: string): { readOnly: boolean; noCopy: boolean } {
  const words = mode === "" ? [] : mode.split(",");
  for (const word of words) {
    if (propagationModes.has(word)) throw refuse("propagation", { field: "Binds", value: word });
  }
  const accesses = words.filter((word) => accessModes.has(word));
  if (mode !== "" && (!isMode(mode) || accesses.length > 1)) throw engineError(400, `invalid mode: ${mode}`);
  return { readOnly: accesses[0] === "ro", noCopy: words.includes("nocopy") };
}

function invalid(raw: string): Error {
  return engineError(400, `invalid volume specification: '${raw.slice(0, 512)}'`);
}
