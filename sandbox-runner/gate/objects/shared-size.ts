type Layered = { id: string; layers: string[]; size: number };

/**
 * How many bytes each image shares with another one that the student sees, by its id. The engine's own figure counts
 * other students' images as well. What two images share of a base that is not seen itself is not known here.
 */
export function sharedSizes(images: Layered[]): Map<string, number> {
  const seen = images.map(({ id, layers, size }) => ({ id, chain: chainOf(layers), size }));
  return new Map(seen.map((image) => [image.id, shared(image, seen)]));
}

type Chained = { id: string; chain: string; size: number };

function shared(image: Chained, seen: Chained[]): number {
  if (image.chain === "") return 0;
  const others = seen.filter(({ id }) => id !== image.id);
  if (others.some(({ chain }) => chain.startsWith(image.chain))) return image.size;
  const bases = others.filter(({ chain }) => chain !== "" && image.chain.startsWith(chain));
  return Math.max(0, ...bases.map(({ size }) => size));
}

/** Layers from the base upwards, as a text with which those of an image that is built on it begin. */
function chainOf(layers: string[]): string {
  return layers.map((layer) => `${layer} `).join("");
}
