import { cookies } from "next/headers";
import { type Theme, themeCookie, themes } from "./theme.ts";

/** The reader's choice, known to the server so that the first paint already has it. */
export async function readTheme(): Promise<Theme> {
  const value = (await cookies()).get(themeCookie)?.value;
  return themes.find((theme) => theme === value) ?? "system";
}
