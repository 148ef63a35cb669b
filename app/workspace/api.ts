import type { WorkspaceFile } from "../../lib/compose/types.ts";
import type { RunResult } from "../../lib/grading/result.ts";
import type { Message } from "../../lib/i18n/message.ts";

export type Purpose = "run" | "submit";
type AttemptState = "queued" | "running" | "ended" | "cancelled";

type Attempt = {
  id: string;
  purpose: Purpose;
  state: AttemptState;
  createdAt: string;
  endedAt: string | null;
};

/** A line of the history; what came of it in detail is loaded when it is opened. */
export type AttemptSummary = Attempt & {
  /** From 1, for good. */
  number: number;
  kind: RunResult["kind"] | null;
  score: number | null;
  maxScore: number | null;
};

export type AttemptDetail = Attempt & { result: RunResult | null; files: WorkspaceFile[] };
export type Draft = { files: WorkspaceFile[]; version: number };

/** The server's own "no", with what to do about it. */
export class Refused extends Error {
  readonly status: number;
  readonly reason: Message | undefined;
  readonly remedy: Message | undefined;

  constructor(status: number, body: { error?: Message; remedy?: Message }) {
    super(body.error?.code ?? `status ${status}`);
    this.status = status;
    this.reason = body.error;
    this.remedy = body.remedy;
  }
}

/** The server did not answer at all: it is away, or the network is. */
class Unreachable extends Error {}

export const api = {
  /** Makes one attempt, however often it is sent: its id is made here. */
  createAttempt: (body: { id: string; exercise: string; purpose: Purpose; files: WorkspaceFile[] }) =>
    call<{ id: string }>("POST", "/api/attempts", body, mostTries),
  /** The newest first; `before` a number, older ones. */
  listAttempts: (exercise: string, before?: number) =>
    call<{ attempts: AttemptSummary[] }>("GET", `/api/attempts?${listQuery(exercise, before)}`),
  readAttempt: (id: string) => call<{ attempt: AttemptDetail }>("GET", `/api/attempts/${id}`),
  cancelAttempt: (id: string) => call<unknown>("POST", `/api/attempts/${id}/cancel`),
  readDraft: (exercise: string) => call<{ draft: Draft | null }>("GET", `/api/drafts/${exercise}`),
  saveDraft: (exercise: string, draft: Draft) =>
    call<{ version: number }>("PUT", `/api/drafts/${exercise}`, draft),
  eventsOf: (id: string) => `/api/attempts/${id}/events`,
};

function listQuery(exercise: string, before: number | undefined): string {
  return String(new URLSearchParams({ exercise, ...(before !== undefined && { before: String(before) }) }));
}

const mostTries = 4;

/** A random UUID; `crypto.randomUUID` is there only on pages that came by HTTPS or from this machine. */
export function newAttemptId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // RFC 9562: version 4, variant 10.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

/**
 * The answers are the site's own, made from the same types: they are taken as they come. What only reads is
 * tried again: a browser drops its connections when the engine beside it makes a network.
 */
async function call<Answer>(
  method: string,
  path: string,
  body?: unknown,
  tries = method === "GET" ? mostTries : 1,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await callOnce<Answer>(method, path, body);
    } catch (error) {
      if (!(error instanceof Unreachable) || attempt >= tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, 150 * 2 ** attempt));
    }
  }
}

async function callOnce<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch((error: unknown) => {
    throw new Unreachable("no answer", { cause: error });
  });
  // A gateway in front of a server that is away answers in its stead.
  if ([502, 503, 504].includes(response.status) && !isJson(response)) throw new Unreachable("gateway");
  if (!response.ok) throw new Refused(response.status, isJson(response) ? await response.json() : {});
  return response.json();
}

function isJson(response: Response): boolean {
  return response.headers.get("content-type")?.includes("application/json") ?? false;
}
