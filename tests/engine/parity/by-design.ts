/**
 * Where the gate is meant to differ from a bare engine. Everything else that differs is a fault of the gate.
 * Both sides' outputs are rewritten by these before they are compared. Beside these, `~` before a step marks a
 * refusal in the lab's own words. Three differences no scenario shows:
 *
 * - a network or container to join that is not there is missed by `docker create` already, in the words in which
 *   an engine misses it at the start: for the gate, not there and not yours are the same;
 * - `--domainname` fails on an engine with userns-remap, with and without the gate: runc may not write it there;
 * - nobody hears of tags of the catalogue's images coming and going: they tell of other students.
 */
export const byDesign: { why: string; pattern: RegExp; replacement: string }[] = [
  {
    why: "The layers in which a catalogue's image got the lab's labels are shown to nobody.",
    pattern: /^.*\bLABEL composelab\..*\n/gm,
    replacement: "",
  },
  {
    why: "Nor are the labels themselves.",
    pattern:
      /,"composelab\.[a-z-]+":"[^"]*"|"composelab\.[a-z-]+":"[^"]*",?|composelab\.[a-z-]+=[^,)\s]*(, )?/g,
    replacement: "",
  },
  {
    why: "There is no registry to ask: the lab says what its catalogue is, a machine without a network that it has none.",
    pattern:
      /Get "https:\/\/registry-1\.docker\.io\/v2\/": .*$|The image \S+ is not in the lab's catalogue.*$|Error response from daemon: Line \d+ of the Dockerfile: \S+ is neither in the lab's catalogue.*$/gm,
    replacement: "<no such image to be had>",
  },
  {
    why: "Where the engine keeps its layers is a path of the host.",
    pattern: /^"(ID|LowerDir|MergedDir|UpperDir|WorkDir)":\n/gm,
    replacement: "",
  },
  {
    why: "Each stage of a build gets one layer more, with the lab's labels: it is removed with the others.",
    pattern: /(^Deleted: sha256:[0-9a-f]{64}\n)+/gm,
    replacement: "Deleted: <layers>\n",
  },
];
