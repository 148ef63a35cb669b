import type { RunnerEngine, RunnerImage } from "../../lib/db/runner-state.ts";
import { message } from "../../lib/i18n/message.ts";

/** What this runner can do now: its engine and its images. Everybody who shows or waits for it listens here. */
export type RunnerStatus = {
  engine(): RunnerEngine;
  images(): RunnerImage[];
  setEngine(engine: RunnerEngine): void;
  setImage(image: RunnerImage): void;
  clearImages(): void;
  /** The operator wants this runner empty: it takes nothing new, and finishes what it has. */
  draining(): boolean;
  setDraining(draining: boolean): void;
  onChange(listener: () => void): void;
};

export function createRunnerStatus(): RunnerStatus {
  let engine: RunnerEngine = { state: "preparing", message: message("platform.engine-looking") };
  let draining = false;
  const images = new Map<string, RunnerImage>();
  const listeners: (() => void)[] = [];
  const changed = () => {
    for (const listener of listeners) listener();
  };
  return {
    engine: () => engine,
    images: () => [...images.values()],
    setEngine: (next) => {
      engine = next;
      changed();
    },
    setImage: (image) => {
      images.set(image.id, image);
      changed();
    },
    clearImages: () => {
      images.clear();
      changed();
    },
    draining: () => draining,
    setDraining: (next) => {
      draining = next;
      changed();
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}
