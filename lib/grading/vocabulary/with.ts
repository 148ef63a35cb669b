import { z } from "zod";
import { workspacePath } from "./parameters.ts";

const projectName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/)
  .describe("`-p`: the project's name. Its services are then called by it, as in dev/api.");

/** How Compose is called; absent, it is plain `docker compose`. */
export const withSchema = z
  .strictObject({
    project: projectName.optional(),
    files: z.array(workspacePath).min(1).optional().describe("`-f`, once for each, in this order."),
    profiles: z
      .array(z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/))
      .min(1)
      .optional()
      .describe("`--profile`, once for each."),
    envFile: workspacePath.optional().describe("`--env-file`: in place of .env."),
    env: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
      .optional()
      .describe("Variables of the shell in which Compose is called."),
  })
  .describe(
    "How Compose is called: project, files, profiles, env file and shell variables. Absent: plain `docker compose`.",
  );

export type With = z.infer<typeof withSchema>;

/** The options of `docker compose` that say it. */
export function composeOptions(given: With | undefined): string[] {
  const { project, files = [], profiles = [], envFile } = given ?? {};
  return [
    ...(project ? ["-p", project] : []),
    ...files.flatMap((file) => ["-f", file]),
    ...profiles.flatMap((profile) => ["--profile", profile]),
    ...(envFile ? ["--env-file", envFile] : []),
  ];
}

/** The command as a person would type it. */
export function composeCommand(given: With | undefined, argument: string[]): string {
  const variables = Object.entries(given?.env ?? {}).map(([name, value]) => `${name}=${quoted(value)}`);
  return [...variables, "docker", "compose", ...composeOptions(given), ...argument].join(" ");
}

/** The same way of calling has the same key. */
export function withKey(given: With | undefined): string {
  const { project, files, profiles, envFile, env } = given ?? {};
  const variables = env && Object.entries(env).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([project ?? "", files ?? [], profiles ?? [], envFile ?? "", variables ?? []]);
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
