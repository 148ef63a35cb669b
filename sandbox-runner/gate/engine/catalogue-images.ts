/**
 * What the engine says of the catalogue's images when it is asked for each: every gate of one engine needs the same,
 * so it is read once. It is held by an image's id, which is made of its content: what is prepared anew has another id.
 */
export class CatalogueImages {
  readonly #inspections = new Map<string, unknown>();

  inspection(id: string): unknown {
    return this.#inspections.get(id);
  }

  hold(id: string, inspection: unknown): void {
    this.#inspections.set(id, inspection);
  }

  /** @param listed all that the engine lists at this moment */
  keepOnly(listed: ReadonlySet<string>): void {
    for (const id of this.#inspections.keys()) if (!listed.has(id)) this.#inspections.delete(id);
  }
}
