import type { AbstractIntlMessages } from "next-intl";

const spaces = [
  "workspace",
  "editor",
  "conflict",
  "dock",
  "run",
  "topology",
  "timeline",
  "results",
  "verdict",
  "live",
  "checks",
  "ownCommand",
  "figures",
  "terminal",
  "files",
  "preview",
];

/** The texts that the workspace needs in the browser; the rest of the catalogue stays on the server. */
export function workspaceMessages(messages: AbstractIntlMessages): AbstractIntlMessages {
  return Object.fromEntries(Object.entries(messages).filter(([space]) => spaces.includes(space)));
}
