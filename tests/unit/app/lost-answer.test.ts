import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { api, newAttemptId } from "../../../app/workspace/api.ts";

afterEach(() => vi.unstubAllGlobals());

test("an attempt whose answer was lost must be asked for again under the same id", async () => {
  const sent: string[] = [];
  vi.stubGlobal("fetch", async (_: string, init: { body: string }) => {
    sent.push(JSON.parse(init.body).id);
    if (sent.length < 3) throw new TypeError("Failed to fetch");
    return Response.json({ id: sent[0] }, { status: 201 });
  });
  const id = newAttemptId();
  expect(z.uuid().safeParse(id).success).toBe(true);
  expect(await api.createAttempt({ id, exercise: "x", purpose: "run", files: [] })).toEqual({ id });
  expect(sent).toEqual([id, id, id]);
});

test("an attempt that was refused must not be asked for again", async () => {
  let asked = 0;
  vi.stubGlobal("fetch", async () => {
    asked += 1;
    return Response.json({ error: { code: "platform.too-many-attempts", params: {} } }, { status: 429 });
  });
  const body = { id: newAttemptId(), exercise: "x", purpose: "run", files: [] } as const;
  await expect(api.createAttempt({ ...body, files: [] })).rejects.toThrow("platform.too-many-attempts");
  expect(asked).toBe(1);
});
