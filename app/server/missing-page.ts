import { request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { locales } from "../../lib/i18n/message.ts";
import { missingHeader } from "./missing-header.ts";

/**
 * Next answers an address that does not exist with an empty page, which scripts fill in the browser. For a reader
 * without them, what goes out is a whole page in the reader's language instead, which this site asks itself for.
 *
 * @param self where this site listens
 */
export function replaceMissing(
  request: IncomingMessage,
  response: ServerResponse,
  self: { host: string; port: number },
): void {
  const [path = ""] = (request.url ?? "").split("?");
  const locale = locales.find((known) => path.startsWith(`/${known}/`));
  const isAsked = request.headers[missingHeader] !== undefined;
  if (!locale || isAsked || !request.headers.accept?.includes("text/html")) return;
  const original = {
    writeHead: response.writeHead.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
    flushHeaders: response.flushHeaders.bind(response),
  };
  let isReplaced = false;
  const isMissing = () => {
    if (isReplaced) return true;
    const type = String(response.getHeader("content-type"));
    if (response.headersSent || response.statusCode !== 404 || !type.startsWith("text/html")) return false;
    isReplaced = true;
    send();
    return true;
  };
  const send = () => {
    const { method, headers } = request;
    const page = { method, path: `/${locale}/missing`, headers: { ...headers, [missingHeader]: path } };
    const asked = ask({ ...self, ...page });
    asked.once("response", (page) => {
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      original.writeHead(404, page.headers);
      page.on("data", original.write);
      page.once("end", () => original.end());
      page.once("error", () => response.destroy());
    });
    asked.once("error", () => response.destroy());
    asked.end();
  };
  // What Next says goes nowhere then; whoever waits for it to be written goes on.
  const swallow = (given: unknown[]) => {
    const written = given.find((one) => typeof one === "function");
    if (written) process.nextTick(written);
    return true;
  };
  Object.assign(response, {
    writeHead: (...given: Parameters<typeof original.writeHead>) =>
      isMissing() ? response : original.writeHead(...given),
    flushHeaders: () => isMissing() || original.flushHeaders(),
    write: (...given: Parameters<typeof original.write>) =>
      isMissing() ? swallow(given) : original.write(...given),
    end: (...given: Parameters<typeof original.end>) => {
      if (!isMissing()) return original.end(...given);
      swallow(given);
      return response;
    },
  });
}
