import { pack } from "tar-stream";
import { type EngineClient, EngineFailure } from "./upstream.ts";

/** The student inside the toolbox. */
const studentId = 1000;

/**
 * Looks into a sandbox's workspace and makes directories there, through its toolbox container: the
 * engine resolves the path inside that container, so the worst that a symlink reaches is the toolbox itself.
 */
export class Workspace {
  readonly #engine: EngineClient;
  readonly #container: string;
  readonly #root: string;

  constructor(engine: EngineClient, options: { toolbox: string; workspacePath: string }) {
    this.#engine = engine;
    this.#container = options.toolbox;
    this.#root = options.workspacePath;
  }

  /** @param path relative to the workspace; "" is the workspace itself */
  async exists(path: string): Promise<boolean> {
    const query = { path: path === "" ? this.#root : `${this.#root}/${path}` };
    const { status, body } = await this.#engine.send({ method: "HEAD", path: this.#archive(), query });
    body.resume();
    if (status === 404) return false;
    if (status >= 400) throw new EngineFailure(status, "the workspace cannot be read");
    return true;
  }

  /** Makes a directory with its parents where they are missing, as a bind mount does. */
  async ensureDirectory(path: string): Promise<void> {
    const parts = path.split("/");
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const directory = parts.slice(0, depth).join("/");
      if (await this.exists(directory)) continue;
      await this.#makeAll(parts.slice(0, depth - 1).join("/"), parts.slice(depth - 1));
      return;
    }
  }

  async #makeAll(existing: string, missing: string[]): Promise<void> {
    const tar = pack();
    for (let depth = 1; depth <= missing.length; depth += 1) {
      const name = missing.slice(0, depth).join("/");
      tar.entry({ name: `${name}/`, type: "directory", mode: 0o755, uid: studentId, gid: studentId });
    }
    tar.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of tar) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    await this.#engine.status({
      method: "PUT",
      path: this.#archive(),
      query: { path: existing === "" ? this.#root : `${this.#root}/${existing}`, noOverwriteDirNonDir: "1" },
      body: { type: "application/x-tar", content: Buffer.concat(chunks) },
    });
  }

  #archive(): string[] {
    return ["containers", this.#container, "archive"];
  }
}
