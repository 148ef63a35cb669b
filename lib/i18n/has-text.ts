import { catalogues } from "./catalogues.ts";
import { defaultLocale } from "./message.ts";

/** Whether the catalogues have a text for a code (every language has the same ones). */
export function hasText(code: string): boolean {
  const dot = code.indexOf(".");
  return catalogues[defaultLocale][code.slice(0, dot)]?.[code.slice(dot + 1)] !== undefined;
}
