import { type NextRequest, NextResponse } from "next/server";
import { defaultLocale, type Locale, locales } from "./lib/i18n/message.ts";

/**
 * In front of every page: an address without a language is sent on to the reader's own, and each answer
 * carries a content security policy whose nonce the renderer puts on the scripts of that one page.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const locale = locales.find((known) => pathname === `/${known}` || pathname.startsWith(`/${known}/`));
  if (!locale) {
    const target = `/${readersLocale(request)}${pathname === "/" ? "" : pathname}${search}`;
    return NextResponse.redirect(new URL(target, request.url));
  }
  const policy = contentSecurityPolicy(crypto.randomUUID());
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("referrer-policy", "same-origin");
  response.headers.set("x-content-type-options", "nosniff");
  if (request.cookies.get("locale")?.value !== locale) {
    response.cookies.set("locale", locale, { path: "/", maxAge: 31_536_000, sameSite: "lax" });
  }
  return response;
}

export const config = {
  matcher: ["/((?!api/|api$|_next/|icon|favicon|robots).*)"],
};

function readersLocale(request: NextRequest): Locale {
  const chosen = locales.find((known) => known === request.cookies.get("locale")?.value);
  if (chosen) return chosen;
  const accepted = (request.headers.get("accept-language") ?? "")
    .split(",")
    .map((entry) => entry.trim().slice(0, 2));
  for (const language of accepted) {
    const match = locales.find((known) => known === language);
    if (match) return match;
  }
  return defaultLocale;
}

/** Styles may stand inline (diagrams, highlighted code, the editor); scripts may not, except by nonce. */
function contentSecurityPolicy(nonce: string): string {
  // React's development build explains errors with eval; the production build needs none.
  const development = process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    // Students' services, each on a host of its own.
    `frame-src ${process.env.COMPOSELAB_PREVIEW_ORIGIN || "http://*.preview.localhost:*"}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
