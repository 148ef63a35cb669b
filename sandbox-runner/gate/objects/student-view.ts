import type { Json } from "./gate-sandbox.ts";
import { asObject, asString } from "./read-answer.ts";
import { refuse } from "./refusal.ts";

/** How a mounted workspace path is shown in `inspect`: as the bind that the student wrote. */
export type ShownBind = { source: string; mode: string };

/**
 * What the student wrote where the engine got something else. It is kept as a label of the container, so
 * that `inspect` shows the student's own words, from any runner.
 */
export type StudentView = {
  /** The container's name when it was made; the gate added it to the network aliases. */
  name: string;
  image: string;
  /** Fields of HostConfig as they were written. */
  host: Json;
  /** Fields of HostConfig that the lab set; when the engine shows others, the container was updated since. */
  assigned: Json;
  /** Workspace binds by their target. */
  binds: Record<string, ShownBind>;
};

const viewLabel = "composelab.view";
const longest = 65_536;

/** The label that keeps a view; throws a refusal when there is too much to keep. */
export function studentViewLabels(view: StudentView): Record<string, string> {
  const text = JSON.stringify(view);
  if (text.length > longest) throw refuse("too-long", { field: "HostConfig", longest }, 400);
  return { [viewLabel]: text };
}

/** Reads the label back; an image's or an older lab's nonsense in it counts as nothing. */
export function readStudentView(labels: Record<string, string>): StudentView {
  const source = parse(labels[viewLabel] ?? "{}");
  const binds: Record<string, ShownBind> = {};
  for (const [target, bind] of Object.entries(asObject(source.binds))) {
    binds[target] = { source: asString(asObject(bind).source), mode: asString(asObject(bind).mode) };
  }
  return {
    name: asString(source.name),
    image: asString(source.image),
    host: asObject(source.host),
    assigned: asObject(source.assigned),
    binds,
  };
}

function parse(text: string): Json {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}
