import type { Logger } from "pino";
import type { Database } from "../../../lib/db/client.ts";
import { mergeDraft } from "../../../lib/db/drafts.ts";
import { updateSandbox } from "../../../lib/db/sandboxes.ts";
import { draftable, emptyFolders } from "./draftable.ts";
import { hashesOf, type Merge, mergeWorkspace } from "./merge.ts";
import type { WorkspaceFiles } from "./workspace-files.ts";

const pauseMs = 300;
const retryMs = 2_000;

export type Saved = { version: number; hashes: Record<string, string> };

type Options = {
  database: Database;
  sandboxId: string;
  key: { learnerId: string; exerciseId: string };
  files: WorkspaceFiles;
  /** The draft as it was when the workspace was last in step with it. */
  saved: Saved;
  /** The empty folders that are remembered. */
  folders: string[];
  log: Logger;
  onSaved: (version: number, omitted: string[]) => void;
};

/** Keeps the learner's draft in step with the workspace, so that nothing is lost with the sandbox. */
export class DraftSaver {
  readonly #options: Options;
  #saved: Saved;
  #timer: NodeJS.Timeout | undefined;
  #folders: string[];
  #work: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
    this.#saved = options.saved;
    this.#folders = options.folders;
  }

  get version(): number {
    return this.#saved.version;
  }

  /** Saves soon. */
  touch(delay = pauseMs): void {
    this.#timer ??= setTimeout(() => {
      this.flush().catch((error) => {
        this.#options.log.warn({ error }, "a draft could not be saved; it is tried again");
        this.touch(retryMs);
      });
    }, delay);
  }

  /** Saves what there is now. @throws when the database is away */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const work = this.#work.catch(() => undefined).then(() => this.#save());
    this.#work = work;
    return work;
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  async #saveFolders(folders: string[]): Promise<void> {
    if (folders.join("\0") === this.#folders.join("\0")) return;
    await updateSandbox(this.#options.database, this.#options.sandboxId, { savedFolders: folders });
    this.#folders = folders;
  }

  async #save(): Promise<void> {
    const { database, key, sandboxId, files } = this.#options;
    const { files: ours, omitted } = draftable(files.entries);
    await this.#saveFolders(emptyFolders(files.entries));
    if (sameHashes(hashesOf(ours), this.#saved.hashes)) return;
    let merge: Merge | undefined;
    const draft = await mergeDraft(database, key, (current) => {
      // Without a draft nothing was saved, and so nothing was removed from one.
      merge = current
        ? mergeWorkspace(this.#saved.hashes, ours, current.files)
        : { files: ours, takeovers: [], conflicts: [] };
      if (current && sameHashes(hashesOf(merge.files), hashesOf(current.files))) return undefined;
      return merge.files;
    });
    if (!draft) return;
    this.#saved = { version: draft.version, hashes: hashesOf(draft.files) };
    const { version: savedVersion, hashes: savedHashes } = this.#saved;
    await updateSandbox(database, sandboxId, { savedVersion, savedHashes });
    for (const { path, content, base } of merge?.takeovers ?? []) {
      const request = "draft";
      await files.change(
        content === undefined
          ? { type: "remove", request, path, base }
          : { type: "write", request, path, content, base },
      );
    }
    this.#options.onSaved(savedVersion, omitted);
  }
}

function sameHashes(some: Record<string, string>, others: Record<string, string>): boolean {
  const paths = Object.keys(some);
  return paths.length === Object.keys(others).length && paths.every((path) => some[path] === others[path]);
}
