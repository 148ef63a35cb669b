type HeaderValue = string | number | readonly string[] | undefined;

/**
 * The head of an HTTP/1.1 message as it is written by hand, which an upgrade needs: behind it come bytes of another
 * protocol. Values must come from a parser or from the program itself: nothing is escaped.
 */
export function messageHead(start: string, headers: Record<string, HeaderValue>): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => `${name}: ${each}\r\n`),
  );
  return `${start}\r\n${lines.join("")}\r\n`;
}
