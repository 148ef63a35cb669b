import { probe } from "./probe.ts";
import type { RunState } from "./run-state.ts";

/**
 * Asks the Postgres in a container directly, over its own loopback, in every database that it has: which
 * one the student's API uses is the student's choice.
 */
export async function queryPostgres(
  run: Pick<RunState, "context" | "sandbox" | "signal" | "openings">,
  container: string,
  query: string,
): Promise<{ rows: string[]; failed: boolean; words: string }> {
  const info = await run.context.engine.docker.getContainer(container).inspect();
  const environment = new Map(info.Config.Env.map((line) => splitOnce(line)));
  const user = environment.get("POSTGRES_USER") || "postgres";
  const password = environment.get("POSTGRES_PASSWORD") ?? "";
  const psql = (database: string, sql: string) =>
    probe(
      run,
      container,
      ["env", `PGPASSWORD=${password}`, "PGCONNECT_TIMEOUT=3", "psql", "-h", "127.0.0.1", "-U", user].concat([
        "-d",
        database,
        "-At",
        "-v",
        "ON_ERROR_STOP=1",
        "-c",
        sql,
      ]),
      { timeoutMs: 15_000 },
    );
  const names = await psql("postgres", "select datname from pg_database where not datistemplate");
  if (names.exitCode !== 0) return { rows: [], failed: true, words: names.stderr.trim() };
  const answers = await Promise.all(linesOf(names).map((database) => psql(database, query)));
  const good = answers.filter((answer) => answer.exitCode === 0);
  // A database without such a table has no such rows; the one that has it is what counts.
  return { rows: good.flatMap(linesOf), failed: false, words: "" };
}

function linesOf({ stdout }: { stdout: string }): string[] {
  return stdout.split("\n").filter((line) => line !== "");
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}
