/**
 * Writes `generated/`: the Compose specification's JSON schema as the editor and the validator use it, and
 * the validator compiled to a plain module (no `eval` in the browser). Run by `npm run generate`.
 * Source: the schema that dclint ships, which is the specification's own (draft-07).
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { z } from "zod";

const nodeSchema = z.record(z.string(), z.unknown());
type SchemaNode = z.infer<typeof nodeSchema>;

/** What Compose 2.40 accepts beyond the schema that dclint has. */
const additions: { at: string[]; key: string; value: SchemaNode }[] = [
  {
    at: ["definitions", "service", "properties", "build", "oneOf", "1", "properties"],
    key: "provenance",
    value: { type: ["string", "boolean"], description: "Add a provenance attestation" },
  },
  {
    at: ["definitions", "service", "properties", "build", "oneOf", "1", "properties"],
    key: "sbom",
    value: { type: ["string", "boolean"], description: "Add a SBOM attestation" },
  },
  {
    at: ["definitions", "development", "properties", "watch", "items", "properties"],
    key: "initial_sync",
    value: {
      type: "boolean",
      description:
        "Ensure that an initial synchronization is done before starting watch mode for sync+x triggers",
    },
  },
];

const folder = join(import.meta.dirname, "generated");
await mkdir(folder, { recursive: true });
const schema = await readSchema();
await writeFile(join(folder, "schema.js"), `export const schema = ${JSON.stringify(schema)};\n`);
await writeFile(
  join(folder, "schema.d.ts"),
  'import type { SchemaNode } from "../schema-walk.ts";\n\nexport declare const schema: SchemaNode;\n',
);
await writeFile(join(folder, "validate.js"), compile(schema));
await writeFile(
  join(folder, "validate.d.ts"),
  'import type { ValidateFunction } from "ajv";\n\ndeclare const validate: ValidateFunction;\nexport { validate };\n',
);

async function readSchema(): Promise<SchemaNode> {
  const home = dirname(createRequire(import.meta.url).resolve("dclint/package.json"));
  const text = await readFile(join(home, "schemas/compose.schema.json"), "utf8");
  const schema = nodeSchema.parse(JSON.parse(text));
  for (const addition of additions) nodeAt(schema, addition.at)[addition.key] ??= addition.value;
  allowEmptyModel(schema);
  return schema;
}

/** `models: {name: }` takes the defaults, like a network's entry. */
function allowEmptyModel(schema: SchemaNode): void {
  const models = nodeAt(schema, [
    "definitions",
    "service",
    "properties",
    "models",
    "oneOf",
    "1",
    "patternProperties",
  ]);
  for (const [pattern, model] of Object.entries(models)) {
    if (!("oneOf" in nodeSchema.parse(model))) models[pattern] = { oneOf: [model, { type: "null" }] };
  }
}

function nodeAt(root: SchemaNode, path: string[]): SchemaNode {
  let at: unknown = root;
  for (const step of path) {
    at = Array.isArray(at) ? at[Number(step)] : nodeSchema.parse(at)[step];
    if (typeof at !== "object" || at === null) throw new Error(`The Compose schema has no ${path.join("/")}`);
  }
  // Not parsed here: the caller changes the very object.
  return at as SchemaNode;
}

function compile(schema: SchemaNode): string {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    validateFormats: false,
    validateSchema: false,
    inlineRefs: false,
    messages: false,
    code: { source: true, esm: true, lines: false },
  });
  const { $schema: _draft, ...rest } = lean(schema);
  const validate = ajv.compile(rest);
  const code = standaloneCode(ajv, { validate: String(rest.$id) });
  if (validate.errors || /\brequire\(/.test(code))
    throw new Error("The compiled validator is not self-contained");
  return code;
}

/**
 * The schema for the validator: without descriptions, which would weigh, and without `uniqueItems`, since
 * Compose drops repeated items before it validates.
 */
function lean(schema: SchemaNode): SchemaNode {
  const left = (key: string, value: unknown) =>
    key === "uniqueItems" || (key === "description" && typeof value === "string") ? undefined : value;
  return nodeSchema.parse(JSON.parse(JSON.stringify(schema), left));
}
