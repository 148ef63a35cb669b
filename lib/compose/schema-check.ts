import type { ErrorObject } from "ajv";
import { validate } from "./generated/validate.js";
import { isUnsettled } from "./interpolation.ts";
import { toPlain } from "./plain.ts";
import { explainSchemaError, type SchemaError } from "./schema-explain.ts";
import { nodeAt, type YamlMap } from "./tree.ts";
import type { Diagnostic } from "./types.ts";

/** Checks one file against the Compose specification's schema. */
export function checkSchema(root: YamlMap): Diagnostic[] {
  if (validate(toPlain(root))) return [];
  const errors = (validate.errors ?? []).map((error) => ({ ...error, path: pathOf(error.instancePath) }));
  return meant(errors)
    .filter((error) => !dependsOnEnvironment(root, error))
    .flatMap((error) => explainSchemaError(root, error) ?? []);
}

type Located = ErrorObject & { path: string[] };

/**
 * Where several forms are allowed (`oneOf`), the validator complains about every one of them. This keeps what
 * is wrong with the form that the author chose; if it is none of them, one error that names them all.
 */
function meant(errors: Located[]): SchemaError[] {
  const choices = new Set(
    errors.filter((error) => error.keyword === "oneOf").map((error) => error.instancePath),
  );
  const kept: SchemaError[] = [];
  const seen = new Set<string>();
  for (const error of errors) {
    if (error.keyword === "oneOf") continue;
    const isChoice = choices.has(error.instancePath);
    if (isChoice && error.keyword === "type" && isFormChosen(errors, error.instancePath)) continue;
    const identity = `${error.instancePath} ${error.keyword} ${error.keyword === "type" ? "" : JSON.stringify(error.params)}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    const expected = isChoice ? typesAt(errors, error.instancePath) : typesIn(error);
    kept.push({ keyword: error.keyword, params: error.params, path: error.path, expected });
  }
  return kept;
}

/** Some complaint goes deeper than "wrong type", so that the type of one form was right. */
function isFormChosen(errors: Located[], at: string): boolean {
  return errors.some(
    (error) =>
      error.instancePath.startsWith(`${at}/`) ||
      (error.instancePath === at && error.keyword !== "type" && error.keyword !== "oneOf"),
  );
}

function typesAt(errors: Located[], at: string): string[] {
  return errors.filter((error) => error.instancePath === at && error.keyword === "type").flatMap(typesIn);
}

function typesIn(error: Located): string[] {
  const { type } = error.params;
  return Array.isArray(type) ? type.map(String) : type === undefined ? [] : [String(type)];
}

/** What a variable becomes is not known here, so it is not called wrong. */
function dependsOnEnvironment(root: YamlMap, error: SchemaError): boolean {
  const { node, depth } = nodeAt(root, error.path);
  return depth === error.path.length && isUnsettled(node);
}

function pathOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
