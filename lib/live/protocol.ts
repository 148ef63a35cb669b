import { z } from "zod";
import { workspacePathSchema, workspaceSchema } from "../content/workspace-schema.ts";
import { messageSchema } from "../i18n/message-schema.ts";
import { liveLimits } from "./limits.ts";

/**
 * What page, site and runner say to each other about a live sandbox. Times are milliseconds since the epoch;
 * offsets and sizes are bytes. All paths below are under `/api/live/<place>` (see `place.ts`); each answer that is no
 * success has the body `{error: Message, remedy?: Message}`.
 *
 * | request                      | body                  | answer                                           |
 * |------------------------------|-----------------------|--------------------------------------------------|
 * | `GET`                        |                       | `LiveStatus`: never makes anything               |
 * | `POST`                       | `OpenBody`            | `LiveStatus`; joins the one there is             |
 * | `POST …/extend`              |                       | `LiveStatus`                                     |
 * | `POST …/pause`               |                       | `LiveStatus`, paused; `POST` again resumes       |
 * | `DELETE`                     |                       | `LiveStatus`, ended                              |
 * | `POST …/preview`             | `PreviewBody`         | `PreviewTicket`                                  |
 * | `POST …/runs`                | see `run.ts`          | `StartedRun`: in a lesson only                   |
 * | `GET …/files?path=`          |                       | the file's bytes, as a download                  |
 * | `PUT …/files?path=`          | bytes                 | 204                                              |
 * | `GET …/archive?format=`      |                       | the workspace as `tar` or `zip`                  |
 * | `PUT …/archive?format=`      | bytes of a tar or zip | `ArchiveAnswer`                                  |
 * | WebSocket `…/channel`        |                       | `ChannelMessage`s, both ways                     |
 * | WebSocket `…/terminals/<id>` | query `TerminalQuery` | binary output, `TerminalMessage`s, both ways     |
 * | WebSocket `…/checks`         |                       | see `checks-protocol.ts`                         |
 */

const requestId = z.string().max(64).describe("Made up by the page; the answer carries it.");
const hash = z.string().describe("Of a file's bytes: the page only hands back what it was given.");
const rows = z.int().min(2).max(500);
const cols = z.int().min(2).max(1000);

// ── state ────────────────────────────────────────────────────────────────────────────────────────────

const endReasonSchema = z
  .enum(["expired", "closed", "yielded", "lost", "drained", "failed"])
  .describe(
    "`expired`: idle or too old; `closed` by the student; `yielded`: a lesson's made room for another one of the learner; `lost`: its engine or runner is gone; `drained` by the operator; `failed`: could not be made.",
  );

export const lifetimeSchema = z.object({
  now: z.number().describe("The runner's clock when this was said."),
  idleEndsAt: z.number(),
  absoluteEndsAt: z.number(),
  warning: z
    .enum(["idle", "absolute"])
    .nullable()
    .describe("Set from five minutes before the end that comes first."),
  extendable: z.boolean().describe("Whether `extend` would move the end that comes first."),
});

const sandboxViewSchema = z.object({
  id: z.string(),
  state: z
    .enum(["preparing", "ready", "paused", "ended"])
    .describe("`paused` and `ended` have no containers; the files are in the draft."),
  why: endReasonSchema.nullable(),
  message: messageSchema.nullable().describe("What is being prepared, or what failed."),
  reachable: z.boolean().describe("False while its runner is being started again: it is kept, try again."),
  draining: z.boolean().describe("The operator will stop this runner: save and close."),
  lifetime: lifetimeSchema,
  folders: z
    .array(z.string())
    .describe("Folders without a file that the next one begins with; of a ready one, the channel tells."),
});
export type SandboxView = z.infer<typeof sandboxViewSchema>;

const liveStatusSchema = z.object({
  sandbox: sandboxViewSchema.nullable(),
  unavailable: z
    .object({ error: messageSchema, remedy: messageSchema.optional() })
    .nullable()
    .describe("Why none can be opened now: no engine, images being prepared, quota reached."),
});
export type LiveStatus = z.infer<typeof liveStatusSchema>;

/** What the workspace begins with. Ignored when there is a sandbox already: the channel then says what it holds. */
export const openBodySchema = z.strictObject({ files: workspaceSchema });

export const previewBodySchema = z.strictObject({
  port: z.int().min(1).max(65_535),
  path: z.string().startsWith("/").max(2000).default("/"),
});

const previewTicketSchema = z.object({
  url: z.url().describe("Good once and for half a minute: the address of a frame or a new tab."),
  origin: z.url().describe("Where it leads: the same for this port as long as the sandbox is there."),
});
export type PreviewTicket = z.infer<typeof previewTicketSchema>;

export const archiveFormatSchema = z.enum(["tar", "zip"]);

const archiveAnswerSchema = z.object({
  written: z.array(z.string()),
  skipped: z.array(z.object({ path: z.string(), reason: messageSchema })),
});
export type ArchiveAnswer = z.infer<typeof archiveAnswerSchema>;

// ── channel ──────────────────────────────────────────────────────────────────────────────────────────

const fileEntrySchema = z.object({
  path: z.string().describe("Relative to the workspace."),
  kind: z.enum(["file", "directory", "link", "other"]),
  size: z.number(),
  hash: hash.nullable().describe("Null for what is no file or is too large to be read."),
  content: z
    .string()
    .nullable()
    .describe("The text of an editable file; null for what is binary, too large or no file."),
});
export type FileEntry = z.infer<typeof fileEntrySchema>;

const terminalKindSchema = z
  .enum(["shell", "exec", "logs", "inspect", "run"])
  .describe(
    "`shell`: the toolbox, in the folder `target` if there is one; `run`: a block of a lesson, begun by `POST …/runs`; the others show `target`, a container's name or a service.",
  );

export const terminalViewSchema = z.object({
  id: z.string(),
  kind: terminalKindSchema,
  target: z.string().nullable(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  exitCode: z.int().nullable().describe("Null while it runs."),
});
export type TerminalView = z.infer<typeof terminalViewSchema>;

const containerViewSchema = z.object({
  name: z.string().describe("As `docker ps` says it in the student's shell."),
  project: z.string().nullable(),
  service: z.string().nullable().describe("Null for what was started with `docker run`."),
  image: z.string(),
  state: z.string().describe("As the engine says it: created, running, paused, restarting, exited, dead."),
  health: z.enum(["starting", "healthy", "unhealthy"]).nullable(),
  exitCode: z.int().nullable(),
});
export type ContainerView = z.infer<typeof containerViewSchema>;

const portViewSchema = z.object({
  port: z.int(),
  container: z.string().nullable(),
  service: z.string().nullable(),
});
export type PortView = z.infer<typeof portViewSchema>;

const omittedSchema = z
  .array(z.string())
  .describe("Files of the workspace that are no part of a draft: binary, too large, too many.");

/** From the runner. A `hello` comes first after every connect and replaces all that was known. */
const channelEventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    sandbox: sandboxViewSchema,
    files: z.array(fileEntrySchema),
    truncated: z.boolean().describe("There are more files than are listed."),
    draftVersion: z.int().describe("Of the draft that has these files."),
    omitted: omittedSchema,
    terminals: z.array(terminalViewSchema),
    containers: z.array(containerViewSchema),
    ports: z.array(portViewSchema),
  }),
  z.object({ type: z.literal("state"), sandbox: sandboxViewSchema }),
  z.object({
    type: z.literal("files"),
    changed: z.array(fileEntrySchema).describe("Also what this page wrote itself: its hash is known then."),
    removed: z.array(z.string()),
    truncated: z.boolean(),
  }),
  z.object({ type: z.literal("written"), request: requestId, path: z.string(), hash: hash.nullable() }),
  z.object({
    type: z.literal("conflict"),
    request: requestId,
    path: z.string(),
    current: fileEntrySchema.nullable().describe("What is there instead of the base; null: nothing."),
  }),
  z.object({ type: z.literal("refused"), request: requestId, error: messageSchema }),
  z.object({
    type: z.literal("saved"),
    draftVersion: z.int(),
    omitted: omittedSchema,
  }),
  z.object({ type: z.literal("terminals"), terminals: z.array(terminalViewSchema) }),
  z.object({ type: z.literal("containers"), containers: z.array(containerViewSchema) }),
  z.object({ type: z.literal("ports"), ports: z.array(portViewSchema) }),
]);
export type ChannelEvent = z.infer<typeof channelEventSchema>;

/** From the page. Each is answered by `written`, `conflict` or `refused`, in order. */
export const channelRequestSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("write"),
    request: requestId,
    path: workspacePathSchema,
    content: z.string().max(liveLimits.editableBytes),
    base: hash.nullable().describe("The hash that this edit is based on; null: the file is new."),
  }),
  z.strictObject({
    type: z.literal("remove"),
    request: requestId,
    path: workspacePathSchema.describe("A file, or a folder with all that is in it."),
    base: hash.nullable().describe("The file's hash; null for a folder and for what has no hash."),
  }),
  z.strictObject({
    type: z.literal("rename"),
    request: requestId,
    path: workspacePathSchema,
    to: workspacePathSchema.describe("Must not be there yet; folders on the way are made."),
  }),
  z.strictObject({ type: z.literal("folder"), request: requestId, path: workspacePathSchema }),
]);
export type ChannelRequest = z.infer<typeof channelRequestSchema>;

// ── terminals ────────────────────────────────────────────────────────────────────────────────────────

export const terminalIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);

/** The query of a terminal's WebSocket. The first connect with an id starts it; later ones join it. */
export const terminalQuerySchema = z.object({
  kind: terminalKindSchema.default("shell"),
  target: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/)
    .optional(),
  rows: z.coerce.number().pipe(rows).default(24),
  cols: z.coerce.number().pipe(cols).default(80),
  epoch: z.string().max(32).optional().describe("Of the terminal that the page has output of."),
  from: z.coerce.number().int().min(0).default(0).describe("The offset up to which the page has its output."),
});
export type TerminalQuery = z.infer<typeof terminalQuerySchema>;

/** From the runner, as text; output comes as binary messages. */
const terminalEventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("opened").describe("First of all. Output from `from` follows."),
    epoch: z.string().describe("Another one than before: this is a new program, not the one the page knows."),
    from: z.number(),
    end: z.number().describe("The offset of its output so far: up to there the page draws what has been."),
    lost: z.number().describe("Bytes between what the page has and `from` that are not kept any more."),
  }),
  z.object({ type: z.literal("exit"), code: z.int(), end: z.number().describe("The offset of its end.") }),
  z.object({ type: z.literal("refused"), error: messageSchema }),
]);
export type TerminalEvent = z.infer<typeof terminalEventSchema>;

/** From the page, as text. A binary message is input, too. */
export const terminalRequestSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("input"), data: z.string().max(256 * 1024) }),
  z.strictObject({ type: z.literal("resize"), rows, cols }),
  z.strictObject({
    type: z.literal("ack"),
    offset: z.number().min(0).describe("Up to which output is drawn; say so at least every 64 KiB."),
  }),
  z.strictObject({ type: z.literal("close") }).describe("Ends the program; the id is free again."),
]);
export type TerminalRequest = z.infer<typeof terminalRequestSchema>;
