import type { Extension } from "@codemirror/state";
import type { WorkspaceFile } from "../../../lib/compose/types.ts";

/** What the Compose specification knows about the place of the cursor. */
export function composeLanguage(_path: string, _files: () => WorkspaceFile[]): Extension {
  return [];
}
