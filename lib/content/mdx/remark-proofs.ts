import { dirname, extname } from "node:path";
import { visit } from "unist-util-visit";
import type { Locale } from "../../i18n/message.ts";
import { ContentError } from "../problem.ts";
import { type LessonProof, loadProof, proofPlace } from "../proofs/lesson-proof.ts";
import { type ProofRecord, readRecord } from "../proofs/proof-record.ts";
import type { Compilation } from "./compilation.ts";
import {
  attribute,
  isJsxElement,
  type JsxElement,
  type MarkdownCode,
  type MarkdownNode,
  type MarkdownRoot,
  stringAttributes,
} from "./syntax-tree.ts";

/** Of the files of a proof that are shown without being asked for. */
const mostLines = 24;

/** Puts the record of its proof into every claim: the files, the commands, and what they said. */
export function remarkProofs({ file, locale }: Compilation) {
  return async (tree: MarkdownRoot) => {
    const claims: JsxElement[] = [];
    visit(tree, (node) => {
      if (isJsxElement(node) && node.name === "Proven") claims.push(node);
    });
    for (const claim of claims) {
      const { proof } = stringAttributes(claim);
      if (proof) await prove(claim, dirname(file), proof, locale);
    }
  };
}

/** Without a record there is nothing to show; check-content says so. */
async function prove(claim: JsxElement, directory: string, id: string, locale: Locale): Promise<void> {
  const place = proofPlace(directory, id);
  const record = await readRecord(place);
  if (!record) return;
  claim.attributes.push(attribute("engine", record.engine), attribute("compose", record.compose));
  const proof = await loadProof(place).catch((error: unknown) => {
    if (error instanceof ContentError || isMissing(error)) return undefined;
    throw error;
  });
  const current = proof?.hash === record.proof ? proof : undefined;
  const evidence = [...filesOf(current), ...told(record, current, locale)];
  Object.assign(claim, { children: [...claim.children, ...evidence] });
}

/** Long ones are not in the way of what was run. */
function filesOf(proof: LessonProof | undefined): MarkdownNode[] {
  const blocks = (proof?.files ?? []).map((one) => fileBlock(one, proof));
  const lines = blocks.reduce((sum, { value }) => sum + value.split("\n").length, 0);
  if (lines <= mostLines) return blocks;
  const count = attribute("count", blocks.length);
  return [{ type: "mdxJsxFlowElement", name: "ProofFiles", attributes: [count], children: blocks }];
}

function fileBlock(
  { path, content }: LessonProof["files"][number],
  proof: LessonProof | undefined,
): MarkdownCode {
  const lang = languages[extname(path)] ?? (/(^|\/)Dockerfile$/.test(path) ? "dockerfile" : "text");
  const title = path.slice((proof?.folder.length ?? -1) + 1);
  return { type: "code", lang, meta: `title="${title}"`, value: content.trimEnd() };
}

/** Commands that follow each other stand in one block; a note begins a new one. */
function told({ steps }: ProofRecord, proof: LessonProof | undefined, locale: Locale): MarkdownNode[] {
  const nodes: MarkdownNode[] = [];
  let block: MarkdownCode | undefined;
  for (const [index, { run, output }] of steps.entries()) {
    const note = proof?.steps[index]?.note?.[locale];
    const text = [`$ ${run.trimEnd().replaceAll("\n", "\n> ")}`, ...output].join("\n");
    if (note) nodes.push({ type: "paragraph", children: [{ type: "text", value: note }] });
    if (block && !note) {
      block.value += `\n${text}`;
      continue;
    }
    block = { type: "code", lang: "console", value: text };
    nodes.push(block);
  }
  return nodes;
}

const languages: Partial<Record<string, string>> = {
  ".yaml": "yaml",
  ".yml": "yaml",
  ".json": "json",
  ".js": "javascript",
  ".py": "python",
  ".sh": "bash",
  ".pl": "perl",
  ".conf": "nginx",
};

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
