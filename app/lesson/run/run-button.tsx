"use client";

import { PlayIcon } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useRuns } from "./run-context.ts";

type RunWords = { run: string; running: string; busy: string; preparing: string };

type RunButtonProps = {
  block: string;
  /** What is run. */
  name: string;
  words: RunWords;
};

/** Runs a block in the reader's sandbox. Without JavaScript there is no such button. */
export function RunButton({ block, name, words }: RunButtonProps) {
  const runs = useRuns();
  const isThere = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  );
  if (!runs || !isThere) return null;
  const isLoading = runs.loading !== undefined;
  const isOwn = runs.busy === block || runs.loading === block;
  const isBusy = isLoading || runs.busy !== undefined;
  return (
    <button
      type="button"
      className="code-run"
      // Stays in the order of Tab: why it cannot be pressed is said.
      aria-disabled={isBusy || undefined}
      title={isBusy && !isOwn ? words.busy : undefined}
      onClick={({ currentTarget }) => isBusy || runs.run(block, currentTarget.closest(".code-block"))}
    >
      <PlayIcon size={13} aria-hidden />
      <span>{isOwn ? (isLoading ? words.preparing : words.running) : words.run}</span>
      <span className="sr-only">
        {" "}
        {name}
        {isBusy && !isOwn && ` (${words.busy})`}
      </span>
    </button>
  );
}

/** Where the output of a block comes, once it has run. */
export function RunOutput({ block, fails }: { block: string; fails: boolean }) {
  const Pane = useRuns()?.part?.Pane;
  return Pane ? <Pane block={block} fails={fails} /> : null;
}
