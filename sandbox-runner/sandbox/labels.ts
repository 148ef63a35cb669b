import { randomInt } from "node:crypto";

/** The labels that everything of ours carries on the engine. State lives there, so a restarted runner finds it. */
export const label = {
  instance: "composelab.instance",
  sandbox: "composelab.sandbox",
  role: "composelab.role",
  owner: "composelab.owner",
  kind: "composelab.kind",
  expires: "composelab.expires",
} as const;

/** `tenant` is what the student made through the gate; the rest is ours and invisible to the student. */
export type Role = "tenant" | "toolbox" | "workspace" | "probe";

export type SandboxKind = "grading" | "interactive";

export type SandboxIdentity = {
  id: string;
  instance: string;
  owner: string;
  kind: SandboxKind;
  /** Seconds since the epoch after which the reaper removes it. */
  expires: number;
};

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** `s` and nine characters of a-z and 0-9: short enough for names, large enough never to meet twice. */
export function newSandboxId(): string {
  let id = "s";
  while (id.length < 10) id += alphabet.charAt(randomInt(alphabet.length));
  return id;
}

/** The labels common to all objects of a sandbox; add the role. */
export function identityLabels(identity: SandboxIdentity): Record<string, string> {
  return {
    [label.instance]: identity.instance,
    [label.sandbox]: identity.id,
    [label.owner]: identity.owner,
    [label.kind]: identity.kind,
    [label.expires]: String(identity.expires),
  };
}

export function withRole(labels: Record<string, string>, role: Role): Record<string, string> {
  return { ...labels, [label.role]: role };
}

/** Reads back what `identityLabels` wrote; undefined for objects that are not a sandbox's. */
export function readIdentity(labels: Record<string, string> | null | undefined): SandboxIdentity | undefined {
  const id = labels?.[label.sandbox];
  const instance = labels?.[label.instance];
  if (!labels || !id || !instance) return undefined;
  return {
    id,
    instance,
    owner: labels[label.owner] ?? "",
    kind: labels[label.kind] === "interactive" ? "interactive" : "grading",
    expires: Number(labels[label.expires] ?? 0),
  };
}

/** The engine's filter for everything of one sandbox, or for one role in it. */
export function sandboxFilter(id: string, role?: Role): { label: string[] } {
  const labels = [`${label.sandbox}=${id}`];
  if (role) labels.push(`${label.role}=${role}`);
  return { label: labels };
}
