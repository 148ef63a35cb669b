import type { SandboxLimits } from "./limits.ts";
import type { SubnetPool } from "./subnet-pool.ts";

/** How references that students write (`nginx:alpine`) map to those of prepared images, and back. */
type ImageReferences = {
  engineReference(reference: string): string | undefined;
  studentReference(engineReference: string): string | undefined;
};

/** All that the gate knows of the sandbox that it serves. */
export type GateSandbox = {
  id: string;
  instance: string;
  /** On everything that is made for the sandbox; the gate adds the role. */
  labels: Record<string, string>;
  workspaceVolume: string;
  workspacePath: "/workspace";
  limits: SandboxLimits;
  catalogue: ImageReferences;
  cgroupParent?: string;
  subnets: SubnetPool;
  /** The OCI runtime that the operator forces for lab containers. */
  runtime?: string;
};

/** A parsed or built JSON object. */
export type Json = Record<string, unknown>;

const tenantRole = "tenant";

/** The labels of everything that the student makes. */
export function tenantLabels(sandbox: GateSandbox): Record<string, string> {
  return {
    ...sandbox.labels,
    "composelab.instance": sandbox.instance,
    "composelab.sandbox": sandbox.id,
    "composelab.role": tenantRole,
  };
}

/** True for an object of the engine that the student of this sandbox made. */
export function isTenantOf(sandbox: GateSandbox, labels: Json | Record<string, string> | undefined): boolean {
  return labels?.["composelab.sandbox"] === sandbox.id && labels["composelab.role"] === tenantRole;
}
