/**
 * Headers that belong to one connection and not to the message: who passes a request on leaves them out.
 *
 * @see RFC 9110, section 7.6.1
 */
export const connectionHeaders: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
