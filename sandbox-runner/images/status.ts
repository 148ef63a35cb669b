import type Docker from "dockerode";
import { z } from "zod";
import type { Message } from "../../lib/i18n/message.ts";
import type { CatalogueEntry, ImageCatalogue } from "./catalogue.ts";

export type ImageState = {
  id: string;
  state: "missing" | "waiting" | "preparing" | "ready" | "failed";
  /** Share of the work that is done, 0 to 1, while it is being prepared. */
  fraction?: number;
  /** Why it failed. */
  message?: Message;
  /** The engine's id of the image, when it is ready. */
  imageId?: string;
};

const imageSchema = z.object({
  Id: z.string(),
  Config: z
    .object({ Labels: z.record(z.string(), z.string()).nullable().optional() })
    .nullable()
    .optional(),
});

/** Id of the image that was made from the entry as it is now, or undefined. */
export async function currentImageId(docker: Docker, entry: CatalogueEntry): Promise<string | undefined> {
  const found = await docker
    .getImage(entry.engineTag)
    .inspect()
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode === 404) return undefined;
      throw error;
    });
  if (!found) return undefined;
  const image = imageSchema.parse(found);
  return image.Config?.Labels?.["composelab.image-hash"] === entry.hash ? image.Id : undefined;
}

/** Entries of which the engine has no image at all, not even of another version. */
export async function goneImages(
  docker: Pick<Docker, "listImages">,
  { entries }: Pick<ImageCatalogue, "entries">,
): Promise<string[]> {
  const listed = new Set((await docker.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []));
  return entries.filter(({ engineTag }) => !listed.has(engineTag)).map(({ id }) => id);
}

/** What is ready and what is missing on an engine now, without preparing anything. */
export async function imageStates(docker: Docker, catalogue: ImageCatalogue): Promise<ImageState[]> {
  return Promise.all(
    catalogue.entries.map(async ({ id, ...entry }) => {
      const imageId = await currentImageId(docker, { id, ...entry });
      return imageId ? { id, state: "ready" as const, imageId } : { id, state: "missing" as const };
    }),
  );
}
