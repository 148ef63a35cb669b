"use client";

import { useEffect, useState } from "react";
import type { RunEvent } from "../../../lib/grading/events.ts";
import type { Message } from "../../../lib/i18n/message.ts";
import { api } from "../api.ts";
import { emptyRun, type RunState, withEvent } from "./run-state.ts";

export type RunFeed = {
  run: RunState;
  connection: "open" | "retrying" | "closed";
  /** While it is queued: its place, and the reason when it is not only that others are before it. */
  waiting?: { position: number; reason?: Message };
};

const retryAfter = 2000;

/**
 * Follows the events of an attempt until its end. The browser resumes by itself after the last event it got
 * (Last-Event-ID); when the server refused for a while, the events are read anew from the first.
 */
export function useRun(
  attemptId: string | undefined,
  onEnd: (attemptId: string) => void,
): RunFeed | undefined {
  const [feed, setFeed] = useState<{ attemptId: string } & RunFeed>();

  useEffect(() => {
    if (!attemptId) return;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let run = emptyRun;
    let connection: RunFeed["connection"] = "retrying";
    let waiting: RunFeed["waiting"];
    let frame = 0;
    const show = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => setFeed({ attemptId, run, connection, waiting }));
    };

    const open = () => {
      let last = 0;
      run = emptyRun;
      source = new EventSource(api.eventsOf(attemptId));
      source.onopen = () => {
        connection = "open";
        show();
      };
      source.onmessage = (message) => {
        const seq = Number(message.lastEventId);
        if (seq <= last) return;
        last = seq;
        const event: RunEvent = JSON.parse(message.data);
        run = withEvent(run, event);
        show();
      };
      source.addEventListener("waiting", (message) => {
        waiting = JSON.parse(message.data);
        show();
      });
      source.addEventListener("end", () => {
        source?.close();
        connection = "closed";
        show();
        onEnd(attemptId);
      });
      source.onerror = () => {
        connection = "retrying";
        show();
        if (source?.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(open, retryAfter);
      };
    };

    open();
    return () => {
      source?.close();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  }, [attemptId, onEnd]);

  return feed && feed.attemptId === attemptId ? feed : undefined;
}
