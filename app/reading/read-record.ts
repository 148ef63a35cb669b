import { cookies } from "next/headers";
import { parseReading, type ReadingRecord, readingCookie } from "./reading-record.ts";

export async function readReadingRecord(): Promise<ReadingRecord> {
  return parseReading((await cookies()).get(readingCookie)?.value);
}
