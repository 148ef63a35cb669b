"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { Locale } from "../../../../lib/i18n/message.ts";
import type { ArchiveAnswer } from "../../../../lib/live/protocol.ts";
import type { FileActions } from "./file-actions.ts";
import type { Upload } from "./file-asking.ts";
import { plain, useProblemWords } from "./use-problem-words.ts";

type Said = { text: string; isProblem: boolean };
export type UploadProgress = { path: string; part: number };

/** Does what was asked for with files, one after the other, and says what came of it. */
export function useFileWork(actions: FileActions) {
  const t = useTranslations("files");
  const locale = useLocale() as Locale;
  const words = useProblemWords();
  const [said, setSaid] = useState<Said[]>([]);
  const [progress, setProgress] = useState<UploadProgress>();
  const say = (text: string, isProblem: boolean) => setSaid((before) => [...before, { text, isProblem }]);

  /** `name` is what it is about, where several are worked on. */
  const one = async (work: () => Promise<Said | undefined> | Promise<void>, name?: string) => {
    try {
      const came = await work();
      if (came) say(came.text, came.isProblem);
    } catch (error) {
      const why = words(error);
      say(name === undefined || why.includes(name) ? why : `${name}: ${why}`, true);
    }
  };
  const ofArchive = (name: string, { written, skipped }: ArchiveAnswer): Said => {
    const unpacked = t("unpacked", { name, count: written.length });
    if (skipped.length === 0) return { text: unpacked, isProblem: false };
    const shown = skipped.slice(0, 3).map(({ path, reason }) => `${path} (${plain(reason, locale)})`);
    const text = t("skipped", { files: shown.join(" · "), more: skipped.length - shown.length });
    return { text: `${unpacked} ${text}`, isProblem: true };
  };
  const send = async ({ file, path }: Upload) => {
    await actions
      .upload(file, path, (part) => setProgress({ path, part }))
      .finally(() => setProgress(undefined));
    return { text: t("uploaded", { path }), isProblem: false };
  };

  return {
    said,
    progress,
    /** Forgets what was said of the work before. */
    begin: () => setSaid([]),
    do: (work: () => Promise<void>) => one(work),
    upload: async (uploads: Upload[]) => {
      for (const upload of uploads) await one(() => send(upload), upload.path);
    },
    unpack: async (archives: File[]) => {
      for (const archive of archives) {
        await one(async () => {
          const onPart = (part: number) => setProgress({ path: archive.name, part });
          const answer = await actions.unpack(archive, onPart).finally(() => setProgress(undefined));
          return ofArchive(archive.name, answer);
        }, archive.name);
      }
    },
  };
}
