import { describe, expect, test } from "vitest";
import { previewOfHost, previewOrigin } from "../../../app/server/live/preview-host.ts";
import { headersForBrowser, headersForService } from "../../../sandbox-runner/live/preview/headers.ts";
import { Tickets } from "../../../sandbox-runner/live/preview/tickets.ts";

const label = "0123456789abcdef0123";

describe("a preview's host", () => {
  const local = { host: "127.0.0.1" };
  const hosted = {
    host: "0.0.0.0",
    origin: "https://lab.example.org",
    previewOrigin: "https://*.preview.example.net",
  };

  test("must be one of this machine's own for a page that is, with the page's port", () => {
    const name = { port: 8080, label };
    for (const host of ["localhost:3000", "127.0.0.1:3000", "[::1]:3000"]) {
      expect(previewOrigin(name, host, local)).toBe(`http://8080-${label}.preview.localhost:3000`);
    }
    expect(previewOrigin(name, "lab.example.org", local)).toBeUndefined();
    expect(previewOrigin(name, "lab.example.org", hosted)).toBe(`https://8080-${label}.preview.example.net`);
  });

  test("must be known again, and no other host be taken for one", () => {
    const host = `8080-${label}.preview.localhost:3000`;
    expect(previewOfHost(host, local)).toEqual({ port: 8080, label, origin: `http://${host}` });
    expect(previewOfHost(host, hosted)).toBeUndefined();
    expect(previewOfHost(`80-${label}.preview.example.net`, hosted)?.origin).toBe(
      `https://80-${label}.preview.example.net`,
    );
    const others = [
      "localhost:3000",
      `x${host}`,
      `8080-${label}.preview.localhost.evil.org`,
      `8080-${label}`,
      undefined,
    ];
    for (const other of others) expect(previewOfHost(other, local)).toBeUndefined();
  });
});

describe("a preview's ticket", () => {
  test("must open its own port once, within half a minute, and be worth nothing elsewhere", () => {
    let now = 1_000_000;
    const tickets = new Tickets("key", () => now);
    const ticket = tickets.issue(80);
    expect(tickets.redeem(ticket, 81)).toBeUndefined();
    expect(new Tickets("other", () => now).redeem(ticket, 80)).toBeUndefined();
    const cookie = tickets.redeem(ticket, 80);
    expect(cookie).toBeDefined();
    expect(tickets.redeem(ticket, 80)).toBeUndefined();
    expect(tickets.admits(cookie, 80)).toBe(true);
    expect(tickets.admits(cookie, 81)).toBe(false);
    const late = tickets.issue(80);
    now += 31_000;
    expect(tickets.redeem(late, 80)).toBeUndefined();
    for (const wrong of ["", ".", "..", `${ticket}.x`, "a.b.c"])
      expect(tickets.redeem(wrong, 80)).toBeUndefined();
  });

  test("from before a restart must not be traded again, while its cookie stays good", () => {
    const before = new Tickets("key", () => 1000);
    const ticket = before.issue(80);
    const cookie = before.redeem(ticket, 80);
    const after = new Tickets("key", () => 2000);
    expect(after.redeem(ticket, 80)).toBeUndefined();
    expect(after.admits(cookie, 80)).toBe(true);
  });
});

describe("what passes between a browser and a student's service", () => {
  const preview = { port: 8080, origin: `http://8080-${label}.preview.localhost:3000` };

  test("must not show the service the preview's cookie, our words, or another host", () => {
    const passed = headersForService(
      {
        host: "elsewhere",
        cookie: "a=1; composelab-preview=secret; composelab-preview-frame=secret; b=2",
        origin: preview.origin,
        referer: `${preview.origin}/page`,
        "composelab-token": "secret",
        "x-forwarded-for": "10.0.0.1",
        connection: "keep-alive",
        accept: "*/*",
      },
      preview,
    );
    expect(passed).toEqual({
      host: "localhost:8080",
      cookie: "a=1; b=2",
      origin: "http://localhost:8080",
      referer: "http://localhost:8080/page",
      accept: "*/*",
    });
  });

  test("must keep cookies on the preview's host, lead redirects back to it, and clear nobody's data", () => {
    const passed = headersForBrowser(
      {
        location: "http://localhost:8080/next?x=1",
        "set-cookie": ["s=1; Domain=example.org; Path=/; HttpOnly", "composelab-preview=forged"],
        "clear-site-data": '"cookies"',
        "strict-transport-security": "max-age=1; includeSubDomains",
        "content-type": "text/html",
      },
      preview,
    );
    expect(passed).toEqual({
      location: `${preview.origin}/next?x=1`,
      "set-cookie": ["s=1; Path=/; HttpOnly"],
      "content-type": "text/html",
    });
    const elsewhere = headersForBrowser({ location: "https://example.org/" }, preview);
    expect(elsewhere.location).toBe("https://example.org/");
  });
});
