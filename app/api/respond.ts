import { DrizzleQueryError } from "drizzle-orm";
import { z } from "zod";
import { message } from "../../lib/i18n/message.ts";
import { site } from "../server/site.ts";
import { refuseForeignOrigin } from "./origin.ts";
import { Refusal } from "./refusal.ts";

const headers = { "cache-control": "no-store" };

export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers });
}

/** Runs a route's work: checks where a changing request comes from, and turns what is thrown into an answer. */
export async function respond(request: Request, work: () => Promise<Response>): Promise<Response> {
  try {
    if (request.method !== "GET") refuseForeignOrigin(request, site().settings);
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return json(error.body, error.status);
    // A failed query carries its values, a learner's files among them; its cause says what went wrong.
    console.error(error instanceof DrizzleQueryError ? (error.cause ?? error.query) : error);
    return json({ error: message("platform.internal"), remedy: message("platform.internal-remedy") }, 500);
  }
}

/** Reads a JSON body of limited size by its schema. @throws Refusal with 400 or 413 */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  maximumBytes: number,
): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(parseJson(await readText(request, maximumBytes)));
  if (parsed.success) return parsed.data;
  throw new Refusal(400, message("platform.bad-request", { detail: z.prettifyError(parsed.error) }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, message("platform.bad-request", { detail: "JSON" }));
  }
}

async function readText(request: Request, maximumBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maximumBytes) {
      throw new Refusal(413, message("platform.too-large", { kibibytes: Math.round(maximumBytes / 1024) }));
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
