/**
 * One drawing serves the light and the dark theme: mermaid is given a colour of its own for every role, and that
 * colour is afterwards replaced by a CSS variable that the page sets (`--dg-ink`, `--dg-node`, …).
 * A sentinel is a colour nobody would choose; mermaid also derives colours from some, which the drawing must not keep.
 */
export const sentinels = {
  ink: "#010101",
  line: "#010203",
  node: "#fdfcf1",
  "node-border": "#010405",
  "node-ink": "#010507",
  group: "#fbfaf3",
  "group-border": "#010709",
  note: "#fefdf5",
  "note-border": "#010b0d",
  "note-ink": "#010c0f",
  label: "#fcfbf7",
} as const;

/** Classes that a chart may give a node (`db["db"]:::good`), with the page's variables for fill, border and text. */
export const emphases = {
  accent: ["accent", "accent-border", "accent-ink"],
  good: ["good", "good-border", "good-ink"],
  bad: ["bad", "bad-border", "bad-ink"],
  quiet: ["label", "group-border", "ink"],
} as const;

/** Bumped whenever the same chart would be drawn differently: part of every drawing's name. */
export const drawingVersion = 7;

/** The mermaid that draws; a test keeps it equal to the installed one. */
export const mermaidVersion = "12.3.0";

const { ink, line, node, group, note, label } = sentinels;

export const mermaidConfig = {
  startOnLoad: false,
  securityLevel: "strict",
  theme: "base",
  look: "classic",
  layout: "dagre",
  htmlLabels: false,
  fontFamily: "Pretendard Variable",
  fontSize: 15,
  flowchart: {
    subGraphTitleMargin: { top: 4, bottom: 10 },
    htmlLabels: false,
    curve: "basis",
    padding: 8,
    nodeSpacing: 22,
    rankSpacing: 44,
    wrappingWidth: 260,
    useMaxWidth: false,
  },
  sequence: {
    useMaxWidth: false,
    mirrorActors: false,
    wrap: false,
    messageMargin: 38,
    actorMargin: 30,
    width: 112,
    boxMargin: 8,
    height: 44,
    noteMargin: 8,
  },
  themeVariables: {
    fontFamily: "Pretendard Variable",
    fontSize: "15px",
    background: label,
    primaryColor: node,
    primaryTextColor: sentinels["node-ink"],
    primaryBorderColor: sentinels["node-border"],
    secondaryColor: node,
    secondaryTextColor: sentinels["node-ink"],
    secondaryBorderColor: sentinels["node-border"],
    tertiaryColor: group,
    tertiaryTextColor: ink,
    tertiaryBorderColor: sentinels["group-border"],
    mainBkg: node,
    nodeBorder: sentinels["node-border"],
    nodeTextColor: sentinels["node-ink"],
    clusterBkg: group,
    clusterBorder: sentinels["group-border"],
    titleColor: ink,
    textColor: ink,
    lineColor: line,
    arrowheadColor: line,
    edgeLabelBackground: label,
    noteBkgColor: note,
    noteBorderColor: sentinels["note-border"],
    noteTextColor: sentinels["note-ink"],
    actorBkg: node,
    actorBorder: sentinels["node-border"],
    actorTextColor: sentinels["node-ink"],
    actorLineColor: line,
    signalColor: line,
    signalTextColor: ink,
    labelBoxBkgColor: group,
    labelBoxBorderColor: sentinels["group-border"],
    labelTextColor: ink,
    loopTextColor: ink,
    activationBkgColor: group,
    activationBorderColor: sentinels["group-border"],
    sequenceNumberColor: label,
  },
} as const;
