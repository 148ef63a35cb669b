import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeReference } from "../lib/content/reference/write.ts";

/** `npm run reference`: writes docs/exercise-format.md anew after the schema of exercises has changed. */
await writeFile(join(import.meta.dirname, "../docs/exercise-format.md"), await writeReference());
