import { customType } from "drizzle-orm/pg-core";

/**
 * A jsonb column. Postgres refuses NUL and half surrogate pairs inside jsonb, and containers print both;
 * they are stored as U+FFFD rather than losing the row.
 */
export const storedJson = customType<{ data: unknown; driverData: string }>({
  dataType: () => "jsonb",
  toDriver: (value) => JSON.stringify(value, (_, part) => (typeof part === "string" ? storable(part) : part)),
});

function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
