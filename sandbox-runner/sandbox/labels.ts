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
export type Role = "tenant" | "toolbox" | "workspace" | "claim" | "probe";

export type SandboxKind = "grading" | "interactive";

const kinds = ["grading", "interactive", "ready"] as const;

export type SandboxIdentity = {
  id: string;
  instance: string;
  owner: string;
  /** `ready` is made and nobody's yet. */
  kind: SandboxKind | "ready";
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
function readIdentity(labels: Record<string, string> | null | undefined): SandboxIdentity | undefined {
  const id = labels?.[label.sandbox];
  const instance = labels?.[label.instance];
  if (!labels || !id || !instance) return undefined;
  return {
    id,
    instance,
    owner: labels[label.owner] ?? "",
    kind: kinds.find((kind) => kind === labels[label.kind]) ?? "grading",
    expires: Number(labels[label.expires] ?? 0),
  };
}

/**
 * The sandboxes that objects belong to, by id. Labels never change, so what was made before anybody asked for it says
 * `ready` for ever; once it is somebody's, its claim and all that they make say whose.
 */
export function identitiesOf(
  objects: Iterable<{ Labels?: Record<string, string> | null }>,
): Map<string, SandboxIdentity> {
  const found = new Map<string, SandboxIdentity>();
  for (const { Labels } of objects) {
    const identity = readIdentity(Labels);
    if (!identity) continue;
    if ((found.get(identity.id)?.kind ?? "ready") === "ready") found.set(identity.id, identity);
  }
  return found;
}

/** The engine's filter for everything of one sandbox, or for one role in it. */
export function sandboxFilter(id: string, role?: Role): { label: string[] } {
  const labels = [`${label.sandbox}=${id}`];
  if (role) labels.push(`${label.role}=${role}`);
  return { label: labels };
}
