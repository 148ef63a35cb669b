/**
 * An answer that the gate gives in place of the engine's: `status` is the HTTP status, `message` the one
 * sentence that the CLI prints. `close` ends the connection after the answer, for when the bytes that
 * follow cannot be trusted to be where the next request begins.
 */
export class GateError extends Error {
  readonly status: number;
  readonly close: boolean;

  constructor(status: number, message: string, close = false) {
    super(message);
    this.name = "GateError";
    this.status = status;
    this.close = close;
  }
}

/** The request is not well formed: nobody can say for certain what it means. */
export function malformed(message: string): GateError {
  return new GateError(400, message);
}

/** The request is clear, and the lab does not allow it. `what` completes the sentence. */
export function refused(what: string): GateError {
  return new GateError(403, `the lab does not allow ${what}`);
}
