import { createServer } from "node:net";
import { expect, test } from "vitest";
import { isPortTaken, siteUrl } from "../../../setup/port.ts";

test("a port that somebody listens on must be seen as taken", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  expect(await isPortTaken("127.0.0.1", port)).toBe(true);
  await new Promise((resolve) => server.close(resolve));
  expect(await isPortTaken("127.0.0.1", port)).toBe(false);
});

test("the address that is shown must be one that a browser can open", () => {
  expect(siteUrl({ host: "127.0.0.1", port: 3000 })).toBe("http://localhost:3000");
  expect(siteUrl({ host: "0.0.0.0", port: 80 })).toBe("http://localhost:80");
  expect(siteUrl({ host: "::1", port: 3000 })).toBe("http://[::1]:3000");
  expect(siteUrl({ host: "127.0.0.1", port: 3000, origin: "https://lab.example" })).toBe(
    "https://lab.example",
  );
});
