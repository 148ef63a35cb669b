/** What differs between two runs of the same command on the same engine, and what stands for it. */
const replacements: [RegExp, string][] = [
  // A terminal's colours, cursor movements and titles; a redrawn line counts with its last state.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what a terminal is told
  [/\u001b\][^\u0007]*\u0007|\u001b\[[0-9;?]*[A-Za-z]|\u001b[78=>]/g, ""],
  // How a terminal shows that its input is at an end, which depends on the moment.
  [/\^[@D]/g, ""],
  [/\r+\n/g, "\n"],
  [/^.*\r(?=.)/gm, ""],

  [/\bsha256:[0-9a-f]{64}\b/g, "<digest>"],
  [/\b[0-9a-f]{64}\b/g, "<id>"],
  [/\b[0-9a-f]{32}\b/g, "<id32>"],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{12}\b/g, "<short-id>"],

  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, "<time>"],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? \+0000 UTC/g, "<time>"],
  [/\b(Less than a|About an?|\d+) (second|minute|hour)s?( ago)?/g, "<age>"],
  [/\b\d+(\.\d+)?(ms|µs|s)\b/g, "<duration>"],

  [/\b([0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, "<mac>"],
  [/\b(?!0\.0\.0\.0|127\.0\.0\.\d+)\d{1,3}(\.\d{1,3}){3}\/\d+/g, "<subnet>"],
  [/\b(?!0\.0\.0\.0|127\.0\.0\.\d+)\d{1,3}(\.\d{1,3}){3}\b/g, "<address>"],
  // The tar of a context also holds times and owners.
  [/(?<=Sending build context to Docker daemon) .*$/gm, " <size>"],
  // A client whose upload is refused may or may not be writing just then.
  [/^time="<time>" level=error msg="Can't add file .* closed pipe"\n/gm, ""],
  [/(?<=via \/proc\/self\/fd\/)\d+/g, "<n>"],
  // A port that is taken is taken in both families of addresses: an engine names either.
  [/(?<=Bind for )(0\.0\.0\.0|::):(?=\d+ failed)/g, "<any>:"],
  // How many processes an engine has started before is nobody's business.
  [/(?<=\btini \()\d+/g, "<n>"],
  // The range from which an engine chooses.
  [/(?<=(0\.0\.0\.0|\[::\]|localhost):)(3[2-9]\d{3}|[45]\d{4}|60\d{3})\b/g, "<port>"],

  // Columns are as wide as their widest value.
  [/[ \t]{2,}/g, "  "],
  [/[ \t]+$/gm, ""],
];

function normalise(text: string): string {
  return replacements.reduce((so, [pattern, replacement]) => so.replaceAll(pattern, replacement), text);
}

export function linesOf(text: string): string[] {
  return normalise(text)
    .split("\n")
    .filter((line) => line !== "");
}
