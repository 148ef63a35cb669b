import type { Message } from "../../lib/i18n/message.ts";

/** One thing that doctor looked at. Only a `problem` makes its exit code 1. */
export type Finding = {
  id: string;
  status: "ok" | "info" | "warning" | "problem";
  text: Message;
  /** What to do next, best first. */
  remedies: Message[];
};

export function finding(
  id: string,
  status: Finding["status"],
  text: Message,
  remedies: Message[] = [],
): Finding {
  return { id, status, text, remedies };
}
