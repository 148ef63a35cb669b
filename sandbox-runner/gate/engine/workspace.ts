import { pack } from "tar-stream";
import { GateError } from "../errors.ts";
import { type EngineClient, EngineFailure } from "./engine-client.ts";

const deepest = 32;
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

  /**
   * Makes a directory with its parents where they are missing, as a bind mount does.
   * @throws GateError 400 for a path so deep that looking for its parents would keep the engine busy
   */
  async ensureDirectory(path: string): Promise<void> {
    if (await this.exists(path)) return;
    const parts = path.split("/");
    if (parts.length > deepest)
      throw new GateError(400, `the lab makes directories to a depth of ${deepest} only`);
    let existing = parts.length - 1;
    while (existing > 0 && !(await this.exists(parts.slice(0, existing).join("/")))) existing -= 1;
    await this.#makeAll(parts.slice(0, existing).join("/"), parts.slice(existing));
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
