import { references } from "./references.ts";
import type { Rule } from "./rule.ts";

/** Every rule beyond YAML and the schema. */
export const rules: Rule[] = [references];
