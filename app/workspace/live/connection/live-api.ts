import type { WorkspaceFile } from "../../../../lib/compose/types.ts";
import type { ArchiveAnswer, LiveStatus, PreviewTicket } from "../../../../lib/live/protocol.ts";
import type { AnsweredRun, AskedRun } from "../../../../lib/live/run.ts";
import { Refused } from "../../api.ts";
import { type OnPart, sendBytes } from "./send-bytes.ts";

/** The answers are the site's own, made from the same types: they are taken as they come. */
export function liveApi(place: string) {
  const root = `/api/live/${encodeURIComponent(place)}`;
  // Asked for when it is needed: the server renders this page, too, and has no location.
  const socket = () => `${location.origin.replace(/^http/, "ws")}${root}`;
  return {
    status: () => call<LiveStatus>("GET", root),
    open: (files: WorkspaceFile[]) => call<LiveStatus>("POST", root, JSON.stringify({ files })),
    extend: () => call<LiveStatus>("POST", `${root}/extend`),
    pause: () => call<LiveStatus>("POST", `${root}/pause`),
    close: () => call<LiveStatus>("DELETE", root),
    preview: (port: number, path: string) =>
      call<PreviewTicket>("POST", `${root}/preview`, JSON.stringify({ port, path })),
    run: (asked: AskedRun) => call<AnsweredRun>("POST", `${root}/runs`, JSON.stringify(asked)),
    upload: (path: string, file: Blob, onPart: OnPart) => sendBytes<void>(fileOf(root, path), file, onPart),
    unpack: (format: "tar" | "zip", archive: Blob, onPart: OnPart) =>
      sendBytes<ArchiveAnswer>(`${root}/archive?format=${format}`, archive, onPart),
    fileAddress: (path: string) => fileOf(root, path),
    archiveAddress: `${root}/archive?format=zip`,
    channelAddress: () => `${socket()}/channel`,
    checksAddress: () => `${socket()}/checks`,
    terminalAddress: (id: string, query: Record<string, string>) =>
      `${socket()}/terminals/${id}?${new URLSearchParams(query)}`,
  };
}

export type LiveApi = ReturnType<typeof liveApi>;

function fileOf(root: string, path: string): string {
  return `${root}/files?path=${encodeURIComponent(path)}`;
}

/** @throws Refused when the site says no; whatever `fetch` throws when it does not answer */
async function call<Answer>(method: string, address: string, body?: string): Promise<Answer> {
  const response = await fetch(address, {
    method,
    body,
    headers: body ? { "content-type": "application/json" } : {},
  });
  if (response.status === 204) return undefined as Answer;
  const isJson = response.headers.get("content-type")?.includes("application/json") ?? false;
  if (!response.ok) throw new Refused(response.status, isJson ? await response.json() : {});
  return isJson ? response.json() : (undefined as Answer);
}
