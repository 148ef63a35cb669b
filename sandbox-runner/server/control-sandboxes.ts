import { z } from "zod";
import type { SandboxRegistry } from "../sandbox/registry.ts";

const createSchema = z.strictObject({
  files: z.array(z.strictObject({ path: z.string(), content: z.string() })),
  lifetimeSeconds: z
    .int()
    .min(60)
    .max(7 * 24 * 3600),
});

export type ControlAnswer = { status: number; body?: unknown };

/**
 * `GET` and `POST /sandboxes` and `DELETE /sandboxes/:id` of the control socket. Undefined for any other request.
 * Throws a ZodError for a body that is not of the form.
 */
export async function answerSandboxRequest(
  registry: SandboxRegistry,
  method: string,
  path: string,
  body: unknown,
): Promise<ControlAnswer | undefined> {
  if (method === "POST" && path === "/sandboxes") {
    const sandbox = await registry.create(createSchema.parse(body));
    return { status: 201, body: { id: sandbox.id, dockerHost: sandbox.dockerHost } };
  }
  if (method === "GET" && path === "/sandboxes") return { status: 200, body: registry.traffic() };
  const id = /^\/sandboxes\/(s[a-z0-9]{9})$/.exec(path)?.[1];
  if (method === "DELETE" && id) {
    await registry.remove(id);
    return { status: 204 };
  }
  return undefined;
}
