const plain = "composelab-preview";
const framed = "composelab-preview-frame";

export const cookieNames: readonly string[] = [plain, framed];

/**
 * The cookies that open a preview: one for its own tab, one for a frame in the exercise's page, which is another
 * site and so needs a partitioned cookie; browsers take that one on `localhost` too.
 */
export function openingCookies(value: string, isSecure: boolean): string[] {
  return [
    `${plain}=${value}; Path=/; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`,
    `${framed}=${value}; Path=/; HttpOnly; SameSite=None; Secure; Partitioned`,
  ];
}

/** The values that a browser sent. */
export function sentCookies(header: string | undefined): string[] {
  return (header ?? "").split(/;\s*/).flatMap((pair) => {
    const [name = "", value = ""] = pair.split("=", 2);
    return cookieNames.includes(name) ? [value] : [];
  });
}
