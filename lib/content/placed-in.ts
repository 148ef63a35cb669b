import { readFile } from "node:fs/promises";
import { isNode, LineCounter, parseDocument } from "yaml";
import type { Disproof } from "../grading/proof.ts";
import type { Problem } from "./problem.ts";

/** Gives claims of a YAML file the lines on which they stand; of a claim that is not there, its nearest ancestor's. */
export async function placedIn(file: string, disproofs: Disproof[]): Promise<Problem[]> {
  const lines = new LineCounter();
  const document = parseDocument(await readFile(file, "utf8"), { lineCounter: lines });
  return disproofs.map(({ path, ...said }) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return { file, line: lines.linePos(node.range[0]).line, ...said };
    }
    return { file, ...said };
  });
}
