import { GateError } from "../errors.ts";
import type { ByteSource } from "./byte-source.ts";
import type { Framing } from "./request-head.ts";

/** A body that stops moving for so long belongs to a client that is gone. */
const bodyIdleMs = 30_000;
/** And one that comes slower than this, on the whole, holds what it uses for too long. */
const slowest = { bytesPerMs: 32, graceMs: 60_000 };
const chunkSizePattern = /^[0-9a-fA-F]{1,8}$/;
const chunkLineLimit = 64;

function tooLarge(limit: number): GateError {
  return new GateError(
    413,
    `the request body is larger than the ${limit} bytes that the lab takes here`,
    true,
  );
}

/**
 * The payload of a request as it arrives, without its framing. Chunk extensions and trailers mean
 * nothing to the engine's API and are refused.
 *
 * @param limit bytes; a declared length above it is refused before anything is read
 * @throws GateError 400 or 413, both of which end the connection; ConnectionLost
 */
export async function* readBody(source: ByteSource, framing: Framing, limit: number): AsyncGenerator<Buffer> {
  if (framing.kind === "none") return;
  const deadline = performance.now() + slowest.graceMs + limit / slowest.bytesPerMs;
  const patience = () => Math.max(1, Math.min(bodyIdleMs, deadline - performance.now()));
  if (framing.kind === "length") {
    if (framing.length > limit) throw tooLarge(limit);
    yield* readExactly(source, framing.length, patience);
    return;
  }
  let total = 0;
  for (;;) {
    const line = await source.line(chunkLineLimit, patience());
    if (!chunkSizePattern.test(line))
      throw new GateError(400, "malformed request: a chunk size is not in order", true);
    const size = Number.parseInt(line, 16);
    total += size;
    if (total > limit) throw tooLarge(limit);
    yield* readExactly(source, size, patience);
    const end = await source.line(chunkLineLimit, patience());
    if (end !== "") throw new GateError(400, "malformed request: a chunk does not end where it says", true);
    if (size === 0) return;
  }
}

async function* readExactly(
  source: ByteSource,
  count: number,
  patience: () => number,
): AsyncGenerator<Buffer> {
  let left = count;
  while (left > 0) {
    await source.moreThan(0, patience());
    const part = source.take(Math.min(left, source.waiting));
    left -= part.length;
    yield part;
  }
}

/** The whole payload in memory. */
export async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of chunks) parts.push(part);
  return Buffer.concat(parts);
}
