import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../../../lib/db/client.ts";
import { postgresPaths } from "../../../lib/db/embedded/paths.ts";
import { runningServer, startPostgres, stopPostgres } from "../../../lib/db/embedded/server.ts";
import { ensureLearner } from "../../../lib/db/learners.ts";
import { migrateDatabase } from "../../../lib/db/migrate.ts";
import { openTemporaryDatabase, type TemporaryDatabase } from "./temporary-database.ts";

let temporary: TemporaryDatabase;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
});

afterAll(() => temporary.close());

async function learnerCount(): Promise<number> {
  const { database, close } = openDatabase(temporary.url, { name: "test" });
  const rows = await database.query.learners.findMany().finally(close);
  return rows.length;
}

test("a running server must be used, not started a second time", async () => {
  const first = await startPostgres(temporary.place);
  expect(first.adopted).toBe(true);
  expect(await startPostgres(temporary.place)).toEqual(first);
});

test("what was committed must be there after the server was killed", async () => {
  await ensureLearner(temporary.database, "kim");
  process.kill((await startPostgres(temporary.place)).pid, "SIGKILL");
  const again = await startPostgres(temporary.place);
  expect(again.adopted).toBe(false);
  expect(await learnerCount()).toBe(1);
});

test("a pool must work again after the server came back", async () => {
  const answer = await temporary.database
    .execute(sql`select 1 as one`)
    .catch(() => temporary.database.execute(sql`select 1 as one`));
  expect(answer.rows).toEqual([{ one: 1 }]);
});

test("a stale pid file that names another process must not keep the server from starting", async () => {
  await stopPostgres(temporary.place);
  const paths = postgresPaths(temporary.place);
  const pidFile = path.join(paths.cluster, "postmaster.pid");
  expect(existsSync(pidFile)).toBe(false);
  writeFileSync(pidFile, `${process.pid}\n${paths.cluster}\n`);
  expect(await runningServer(paths)).toBeUndefined();
  expect((await startPostgres(temporary.place)).adopted).toBe(false);
  expect(await learnerCount()).toBe(1);
});

test("migrating must be harmless when it is current, also from two processes at once", async () => {
  await Promise.all([migrateDatabase(temporary.url), migrateDatabase(temporary.url)]);
  expect(await learnerCount()).toBe(1);
});

test("a directory for the socket that somebody else has put among the temporary files must be refused", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "composelab-db-"));
  chmodSync(directory, 0o755);
  const place = {
    dataDirectory: path.join(directory, "long".repeat(20), "er".repeat(20)),
    instance: "foreign",
  };
  mkdirSync(place.dataDirectory, { recursive: true });
  const { socketDirectory } = postgresPaths(place);
  expect(path.dirname(socketDirectory)).toBe(tmpdir());
  symlinkSync(directory, socketDirectory);
  await expect(startPostgres(place)).rejects.toThrow("belongs to somebody else");
  rmSync(socketDirectory);
  rmSync(directory, { recursive: true });
});
