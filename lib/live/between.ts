import { z } from "zod";
import { workspaceSchema } from "../content/workspace-schema.ts";
import { placeSchema } from "./place.ts";

/**
 * What site and runner say to each other. Requests of the site carry the runner's token; where they are about a
 * sandbox they are `/live/<id>…` with the rest as the page sent it, and a preview's request is the page's own with
 * the preview header.
 */

export const tokenHeader = "composelab-token";

/** `<sandbox id> <port> <origin of the preview>` */
export const previewHeader = "composelab-preview";

export const previewHeaderSchema = z.object({
  id: z.string().regex(/^s[a-z0-9]{9}$/),
  port: z.coerce.number().int().min(1).max(65_535),
  origin: z.url({ protocol: /^https?$/ }),
});

/** Where on a preview's host a ticket is traded: `?ticket=…&to=/path`. */
export const enterPath = "/.composelab/enter";

/** `POST /live` → `{id}`; 409 when there is a live one already. */
export const makeBodySchema = z.strictObject({
  learner: z.string().min(1).max(64),
  place: placeSchema,
  files: workspaceSchema,
});

/** A sandbox whose runner is silent for so long is given up. */
export const lostAfterSeconds = 90;
