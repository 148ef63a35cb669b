import { BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import type { WorkspaceFile } from "../../../../lib/compose/types.ts";

/** The page's files as a zip archive, made in the browser: there is no sandbox to make it. */
export async function zipOf(files: WorkspaceFile[]): Promise<Blob> {
  // Workers would need a policy that lets scripts come from blobs; these files are small.
  const writer = new ZipWriter(new BlobWriter("application/zip"), { useWebWorkers: false });
  for (const { path, content } of files) await writer.add(path, new TextReader(content));
  return writer.close();
}
