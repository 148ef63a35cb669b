import type Docker from "dockerode";
import { z } from "zod";
import { PreparationError } from "./preparation-error.ts";

const distributionSchema = z.object({ Descriptor: z.object({ digest: z.string() }) });

/** Asks registries through the engine, so that its mirrors, proxies and credentials count. */
export type Registry = {
  /** Digest that the registry gives for the reference, or undefined where none answers. */
  digestOf(reference: string): Promise<string | undefined>;
};

/**
 * A registry that does not answer the first question in time is not asked again by this object: without a
 * way out, every image would wait for the same timeout.
 */
export function openRegistry(docker: Docker, timeoutMs = 4000): Registry {
  let unreachable = false;
  return {
    async digestOf(reference) {
      if (unreachable) return undefined;
      try {
        const answer = await docker
          .getImage(reference)
          .distribution({ abortSignal: AbortSignal.timeout(timeoutMs) });
        return distributionSchema.parse(answer).Descriptor.digest;
      } catch (error) {
        const status = (error as { statusCode?: number }).statusCode;
        unreachable = status !== 404;
        return undefined;
      }
    },
  };
}

/** Pulls by digest, so that what was asked about is what comes. @throws PreparationError */
export async function pullByDigest(
  docker: Docker,
  reference: string,
  digest: string,
  signal?: AbortSignal,
): Promise<string> {
  const pinned = `${reference.replace(/:[^:/]+$/, "")}@${digest}`;
  const answer = await docker.pull(pinned, { abortSignal: signal });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(answer, (error) =>
      error ? reject(new PreparationError("engine.image-pull-failed", error.message)) : resolve(),
    );
  });
  return pinned;
}
