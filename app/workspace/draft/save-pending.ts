import { api, Refused } from "../api.ts";
import type { Conflict, Held, SaveState } from "./held.ts";
import { dropLocalCopy, writeLocalCopy } from "./local-copy.ts";
import { retryAfter } from "./server-draft.ts";
import { sameFiles } from "./starting-point.ts";

/** A moment without typing, after which it is saved. */
export const pause = 700;

type Saving = {
  exercise: string;
  held: Held;
  setSave: (state: SaveState) => void;
  setConflict: (conflict: Conflict) => void;
};

/** Sends what is not saved yet, and again until the server has it or somebody has to choose. */
export async function savePending(saving: Saving): Promise<void> {
  const { exercise, held, setSave, setConflict } = saving;
  const sent = held.pending;
  if (!sent || held.isSaving || held.onChange) return;
  const again = (milliseconds: number) => {
    held.timer = setTimeout(() => void savePending(saving), milliseconds);
  };
  held.isSaving = true;
  setSave("saving");
  try {
    const answer = await api.saveDraft(exercise, { files: sent, version: held.version });
    held.version = answer.version;
    held.saved = sent;
    held.unanswered = [];
    if (held.pending === sent) {
      held.pending = undefined;
      dropLocalCopy(localStorage, exercise);
      setSave("saved");
    } else {
      if (held.pending)
        writeLocalCopy(localStorage, exercise, { files: held.pending, version: answer.version });
      again(pause);
    }
  } catch (error) {
    if (held.onChange) {
      // The channel saves by now: what it holds is newer than this.
    } else if (error instanceof Refused && error.status === 409) {
      const answer = await api.readDraft(exercise).catch(() => undefined);
      const theirs = answer?.draft;
      if (theirs && !held.unanswered.some((files) => sameFiles(files, theirs.files))) {
        setConflict({ mine: sent, theirs });
        setSave("conflict");
        return;
      }
      // Not somebody else: a save of ours arrived whose answer was lost, or the server has nothing any more.
      if (answer) held.version = theirs?.version ?? 0;
      again(answer ? pause : retryAfter);
    } else {
      if (!(error instanceof Refused) && held.unanswered.at(-1) !== sent) held.unanswered.push(sent);
      setSave(error instanceof Refused && error.status < 500 ? "refused" : "away");
      again(retryAfter);
    }
  } finally {
    held.isSaving = false;
  }
}
