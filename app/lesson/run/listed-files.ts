import type { FileEntry } from "../../../lib/live/protocol.ts";
import type { FileLink, Outside } from "../../workspace/live/files/file-link.ts";

/** The files of a lesson's sandbox are the lesson's and the shell's: the page only knows what it is told of them. */
export function listedFiles({ set }: Outside): FileLink {
  const nothing = () => undefined;
  let entries = new Map<string, FileEntry>();
  const take = (next: Map<string, FileEntry>) => {
    entries = next;
    set({ entries });
  };
  return {
    beginWith: nothing,
    hello: ({ files }) => take(new Map(files.map((entry) => [entry.path, entry]))),
    hear: (event) => {
      if (event.type !== "files") return;
      const next = new Map(entries);
      for (const path of event.removed) next.delete(path);
      for (const entry of event.changed) next.set(entry.path, entry);
      take(next);
    },
    change: () => Promise.reject(new Error("files of a lesson are not changed by the page")),
    resolve: nothing,
    cut: nothing,
    end: nothing,
  };
}
