import type Docker from "dockerode";
import type { Message } from "../../lib/i18n/message.ts";

/** A Docker Engine that answers and is new enough. */
export type Engine = {
  /** `existing`: somebody else's, of which we touch only labelled objects. `private`: started by us. */
  mode: "existing" | "private";
  socketPath: string;
  docker: Docker;
  version: string;
  apiVersion: string;
  /** The host's own address on the engine's default bridge; empty when the engine has none on this host. */
  bridgeAddress: string;
  rootless: boolean;
};

/** `missing`: the site runs without an engine; the pages that need one show reason and remedies. */
export type EngineState =
  | { state: "ready"; engine: Engine }
  | { state: "missing"; reason: Message; remedies: Message[] };

/** Progress of a longer operation: what is being done, and how much of it is done (0 to 1) where that is known. */
export type ReportProgress = (text: Message, fraction?: number) => void;
