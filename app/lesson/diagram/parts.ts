/** The parts of a drawing that a step speaks of; see `StepTarget` for what a target says. */
export function partsOf(svg: SVGElement, target: string): Element[] {
  const [kind, first = "", second = ""] = target.split(":");
  if (kind === "item") return itemParts(svg, Number(first));
  if (kind === "edge") {
    const edges = svg.querySelectorAll(`[data-id^="${CSS.escape(`L_${first}_${second}_`)}"]`);
    return [...edges, ...nodeParts(svg, first), ...nodeParts(svg, second)];
  }
  if (kind === "node") return nodeParts(svg, first);
  return kind === "group" ? [...svg.querySelectorAll(`.cluster[id$="-${CSS.escape(first)}"]`)] : [];
}

/** What a reader would call by name: the boxes of a flowchart, the participants of a sequence. */
export function namedParts(svg: SVGElement): Element[] {
  return [...svg.querySelectorAll(".node, .cluster, [data-et=participant]")];
}

function nodeParts(svg: SVGElement, id: string): Element[] {
  return [...svg.querySelectorAll(`.node[id*="-flowchart-${CSS.escape(id)}-"]`)];
}

/** Mermaid numbers messages, notes and the bounds of loops together, and puts a message's words before its line. */
function itemParts(svg: SVGElement, place: number): Element[] {
  const number = (element: Element) => Number(element.getAttribute("data-id")?.slice(1));
  const items = [...svg.querySelectorAll("[data-et=message], [data-et=note]")].sort(
    (one, other) => number(one) - number(other),
  );
  const item = items[place];
  if (!item) return [];
  const parts = [item];
  let before = item.previousElementSibling;
  while (item.matches("[data-et=message]") && before?.matches(".messageText")) {
    parts.push(before);
    before = before.previousElementSibling;
  }
  return parts;
}
