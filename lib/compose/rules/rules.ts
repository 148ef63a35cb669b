import { addresses, databaseImages } from "./addresses.ts";
import { commands, healthVariables } from "./commands.ts";
import { cycles } from "./cycles.ts";
import { files } from "./files.ts";
import { health } from "./health.ts";
import { ports } from "./ports.ts";
import { references } from "./references.ts";
import type { Rule } from "./rule.ts";
import { sections, unused } from "./sections.ts";
import { containerNames, extensions, services } from "./services.ts";
import { swarm } from "./swarm.ts";
import { dates, environment, values } from "./values.ts";
import { variables } from "./variables.ts";
import { waiting } from "./waiting.ts";

/** Every rule beyond YAML and the schema. */
export const rules: Rule[] = [
  references,
  extensions,
  cycles,
  waiting,
  health,
  healthVariables,
  ports,
  services,
  containerNames,
  values,
  environment,
  dates,
  commands,
  variables,
  sections,
  files,
  addresses,
  databaseImages,
  swarm,
  unused,
];
