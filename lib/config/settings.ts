import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { availableParallelism, homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { type Locale, type Message, message } from "../i18n/message.ts";
import { type SettingRow, settingRows } from "./setting-rows.ts";

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** Everything that the environment decides, read once at the start of a process and passed on. */
export type Settings = {
  host: string;
  port: number;
  /** The origin that browsers see, without a trailing slash, when a proxy stands in front. */
  origin?: string;
  dataDirectory: string;
  contentDirectory: string;
  databaseUrl?: string;
  enginePolicy: "auto" | "existing" | "private" | "none";
  /** Path of the only engine socket that may be used. */
  engineSocket?: string;
  engineDirectory: string;
  /** First 12 hex digits of the SHA-256 of the data directory's real path: the label of all we create. */
  instance: string;
  /** IPv4 range in CIDR form that lab networks are cut from. */
  subnets: string;
  runtime?: string;
  jobs: number;
  /** Sandboxes that a runner keeps made in advance. */
  readySandboxes: number;
  /** Days for which the events of ended attempts are kept. */
  keepDays: number;
  /** Where a runner listens for the site; port 0 is any free one. */
  runnerHost: string;
  runnerPort: number;
  /** Origin of the previews with `*` for the first label, when it is not the default below the site's own. */
  previewOrigin?: string;
  /** Lesson pages follow their files while somebody writes. */
  author: boolean;
  logLevel: (typeof logLevels)[number];
  /** Language of the command line. The site's language is the visitor's choice. */
  locale: Locale;
};

export type SettingProblem = { name: string; message: Message };

/** Thrown by `readSettings`: lists every bad value at once, so that one correction round is enough. */
export class SettingsError extends Error {
  readonly problems: SettingProblem[];

  constructor(problems: SettingProblem[]) {
    super(`Settings that cannot be used: ${problems.map((problem) => problem.name).join(", ")}`);
    this.name = "SettingsError";
    this.problems = problems;
  }
}

const text = z.string();
const port = z.coerce.number().int().min(0).max(65_535);
const directory = text.transform((value) => path.resolve(value));

/** `unix:///run/docker.sock` and `/run/docker.sock` mean the same; other transports are not supported. */
const socket = text
  .transform((value) => value.replace(/^unix:\/\//, ""))
  .refine((value) => path.isAbsolute(value));

const origin = z.url({ protocol: /^https?$/ }).transform((value) => new URL(value).origin);

/** `https://*.preview.example.org`: scheme and host with a star as the first label, nothing after it. */
const starOrigin = text.regex(/^https?:\/\/\*\.[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/);

const environmentSchema = z.object({
  COMPOSELAB_HOST: z.string().regex(/^[0-9a-zA-Z.:-]+$/),
  // Which port 0 would come to be known to nobody.
  COMPOSELAB_PORT: port.min(1),
  COMPOSELAB_ORIGIN: origin.optional(),
  COMPOSELAB_DATA_DIR: directory.optional(),
  COMPOSELAB_CONTENT_DIR: directory.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  COMPOSELAB_ENGINE: z.enum(["auto", "existing", "private", "none"]),
  COMPOSELAB_ENGINE_HOST: socket.optional(),
  COMPOSELAB_ENGINE_DIR: directory.optional(),
  COMPOSELAB_SUBNETS: z.cidrv4(),
  COMPOSELAB_RUNTIME: z
    .string()
    .regex(/^[a-zA-Z0-9_.-]+$/)
    .optional(),
  COMPOSELAB_JOBS: z.coerce.number().int().min(1).max(256).optional(),
  COMPOSELAB_READY_SANDBOXES: z.coerce.number().int().min(0).max(64),
  COMPOSELAB_RUNNER_HOST: z.string().regex(/^[0-9a-zA-Z.:-]+$/),
  COMPOSELAB_RUNNER_PORT: port,
  COMPOSELAB_PREVIEW_ORIGIN: starOrigin.optional(),
  COMPOSELAB_KEEP_DAYS: z.coerce.number().int().min(1).max(3650),
  COMPOSELAB_AUTHOR: z.enum(["0", "1"]),
  COMPOSELAB_LOG_LEVEL: z.enum(logLevels),
  COMPOSELAB_LOCALE: z.enum(["ko", "en"]).optional(),
});

type Environment = Record<string, string | undefined>;

/** The values given, with the defaults of the table; an empty value counts as not given. */
function withDefaults(environment: Environment): Record<string, string | undefined> {
  return Object.fromEntries(
    settingRows.map((row) => [row.name, environment[row.name]?.trim() || (row.default ?? undefined)]),
  );
}

function problemOf(row: SettingRow, value: string): SettingProblem {
  const shown = row.secret ? "***" : value;
  const params = {
    name: row.name,
    value: shown,
    minimum: row.minimum ?? 0,
    maximum: row.maximum ?? 0,
    choices: row.choices?.join(", ") ?? "",
  };
  return { name: row.name, message: message(`platform.setting-${row.type.toLowerCase()}`, params) };
}

/** The real path, also of a directory that is still to be made: its nearest existing ancestor is resolved. */
function realPath(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    const parent = path.dirname(directory);
    return parent === directory ? directory : path.join(realPath(parent), path.basename(directory));
  }
}

function defaultDataDirectory(environment: Environment): string {
  if (process.getuid?.() === 0) return "/var/lib/composelab";
  const home = environment.HOME ?? homedir();
  return path.join(environment.XDG_DATA_HOME || path.join(home, ".local", "share"), "composelab");
}

/** The language of a terminal; asked also when the settings cannot be read and their problems have to be told. */
export function terminalLocale(environment: Environment): Locale {
  const chosen = environment.COMPOSELAB_LOCALE?.trim();
  if (chosen === "ko" || chosen === "en") return chosen;
  const language = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || "";
  return language.startsWith("ko") ? "ko" : "en";
}

/**
 * `lib/config` is two levels below the repository. Code that Next has bundled has no directory of its own;
 * there the site's working directory is the repository.
 */
function repositoryDirectory(): string {
  const own: string | undefined = import.meta.dirname;
  return own?.endsWith(path.join("lib", "config")) ? path.resolve(own, "..", "..") : process.cwd();
}

/**
 * Reads every setting of the table in `settings.json` from the environment.
 *
 * @throws SettingsError with all problems at once.
 */
export function readSettings(environment: Environment): Settings {
  const given = withDefaults(environment);
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const bad = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
    const rows = settingRows.filter((row) => bad.has(row.name));
    throw new SettingsError(rows.map((row) => problemOf(row, given[row.name] ?? "")));
  }
  const values = parsed.data;
  const dataDirectory = values.COMPOSELAB_DATA_DIR ?? defaultDataDirectory(environment);
  return {
    host: values.COMPOSELAB_HOST,
    port: values.COMPOSELAB_PORT,
    origin: values.COMPOSELAB_ORIGIN,
    dataDirectory,
    contentDirectory: values.COMPOSELAB_CONTENT_DIR ?? path.join(repositoryDirectory(), "content"),
    databaseUrl: values.DATABASE_URL,
    enginePolicy: values.COMPOSELAB_ENGINE,
    engineSocket: values.COMPOSELAB_ENGINE_HOST,
    engineDirectory: values.COMPOSELAB_ENGINE_DIR ?? path.join(dataDirectory, "engine"),
    instance: createHash("sha256").update(realPath(dataDirectory)).digest("hex").slice(0, 12),
    subnets: values.COMPOSELAB_SUBNETS,
    runtime: values.COMPOSELAB_RUNTIME,
    jobs: values.COMPOSELAB_JOBS ?? availableParallelism(),
    readySandboxes: values.COMPOSELAB_READY_SANDBOXES,
    keepDays: values.COMPOSELAB_KEEP_DAYS,
    runnerHost: values.COMPOSELAB_RUNNER_HOST,
    runnerPort: values.COMPOSELAB_RUNNER_PORT,
    previewOrigin: values.COMPOSELAB_PREVIEW_ORIGIN,
    author: values.COMPOSELAB_AUTHOR === "1",
    logLevel: values.COMPOSELAB_LOG_LEVEL,
    locale: terminalLocale(environment),
  };
}

/** Names that look like settings but are none: most often a misspelling, worth a warning. Tests have their own. */
export function unknownSettings(environment: Environment): string[] {
  const known = new Set(settingRows.map((row) => row.name));
  return Object.keys(environment).filter((name) => /^COMPOSELAB_(?!TEST_)/.test(name) && !known.has(name));
}
