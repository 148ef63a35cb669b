import { createServer } from "node:net";

/** Whether somebody else listens there already. */
export function isPortTaken(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "EADDRINUSE"));
    server.listen(port, host, () => server.close(() => resolve(false)));
  });
}

/** The address to type into a browser on this machine. */
export function siteUrl(site: { host: string; port: number; origin?: string }): string {
  if (site.origin) return site.origin;
  const everywhere = site.host === "0.0.0.0" || site.host === "::" || site.host === "127.0.0.1";
  const name = everywhere ? "localhost" : site.host.includes(":") ? `[${site.host}]` : site.host;
  return `http://${name}:${site.port}`;
}
