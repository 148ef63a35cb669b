import { cookies } from "next/headers";
import { z } from "zod";
import { layoutCookie } from "./layout-cookie.ts";

const layoutSchema = z.record(z.string(), z.number().min(0).max(100)).optional();
const layoutsSchema = z.object({
  columns: layoutSchema,
  right: layoutSchema,
  top: layoutSchema,
  main: layoutSchema,
  two: layoutSchema,
  tree: z.boolean().optional(),
});

/** The sizes that a reader gave to the panels; none when the cookie is missing or of an older shape. */
export async function readPanelLayouts(): Promise<z.infer<typeof layoutsSchema>> {
  const value = (await cookies()).get(layoutCookie)?.value;
  try {
    return layoutsSchema.parse(JSON.parse(value ?? "{}"));
  } catch {
    return {};
  }
}
