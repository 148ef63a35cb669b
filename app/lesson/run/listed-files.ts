import type { FileLink, Outside } from "../../workspace/live/files/file-link.ts";

/** The files of a lesson's sandbox are the lesson's and the shell's: the page only knows that they were told. */
export function listedFiles({ set }: Outside): FileLink {
  const nothing = () => undefined;
  return {
    beginWith: nothing,
    hello: ({ files }) => set({ entries: new Map(files.map((entry) => [entry.path, entry])) }),
    hear: nothing,
    change: () => Promise.reject(new Error("files of a lesson are not changed by the page")),
    resolve: nothing,
    cut: nothing,
    end: nothing,
  };
}
