import type { WorkspaceFile } from "../../../lib/compose/types.ts";
import type { Message } from "../../../lib/i18n/message.ts";
import type {
  ChannelRequest,
  ContainerView,
  FileEntry,
  LiveStatus,
  PortView,
  SandboxView,
  TerminalView,
} from "../../../lib/live/protocol.ts";
import type { Refused } from "../api.ts";
import type { Connection } from "./connection/lasting-socket.ts";
import type { FileConflict } from "./files/workspace-sync.ts";

/** Why the last thing that was asked for did not happen. */
type LiveProblem = { kind: "away" } | { kind: "refused"; refusal: Refused };

export type LiveSnapshot = {
  /** Absent until the site has said whether there is a sandbox. */
  sandbox: SandboxView | null | undefined;
  unavailable: LiveStatus["unavailable"];
  problem: LiveProblem | undefined;
  /** What was asked for and is not answered yet. */
  asking: "open" | "extend" | "pause" | "close" | undefined;
  /** Since when it has been asked for or prepared, by this page's clock. */
  startedAt: number | undefined;
  /** This page's clock minus the runner's. */
  clockOffset: number;
  /** Of the channel; absent while there is nothing to connect to. */
  connection: Connection | undefined;
  /** Everything of the workspace, by path; absent until the channel has said it. */
  entries: ReadonlyMap<string, FileEntry> | undefined;
  truncated: boolean;
  /** Files of the workspace that are not kept when the sandbox ends. */
  omitted: readonly string[];
  conflict: FileConflict | undefined;
  refusals: ReadonlyMap<string, { error: Message }>;
  terminals: readonly TerminalView[];
  containers: readonly ContainerView[];
  ports: readonly PortView[];
};

export const unknownLive: LiveSnapshot = {
  sandbox: undefined,
  unavailable: null,
  problem: undefined,
  asking: undefined,
  startedAt: undefined,
  clockOffset: 0,
  connection: undefined,
  entries: undefined,
  truncated: false,
  omitted: [],
  conflict: undefined,
  refusals: new Map(),
  terminals: [],
  containers: [],
  ports: [],
};

type Unnumbered<Request> = Request extends { request: string } ? Omit<Request, "request"> : never;
export type FileRequest = Unnumbered<Extract<ChannelRequest, { type: "remove" | "rename" | "folder" }>>;

/** The files as page and draft have them; the sandbox's workspace is kept equal to them. */
export type LiveFiles = {
  /** Absent until it is known what to open with. */
  current: () => WorkspaceFile[] | undefined;
  /** What the server was last known to have. */
  saved: () => WorkspaceFile[];
  /** From now on the channel saves, not the page. Returns what gives it back. */
  attach: (onChange: (files: WorkspaceFile[]) => void) => () => void;
  /** Files as the shell left them. */
  merge: (files: WorkspaceFile[]) => void;
  /** How saving stands; the version of the draft when there is a new one. */
  report: (state: "saved" | "saving" | "away", version?: number) => void;
};
