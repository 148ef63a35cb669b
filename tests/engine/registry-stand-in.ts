import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import tar from "tar-stream";

export type RegistryStandIn = { address: string; digest: string; close(): Promise<void> };

/** The least of a registry (OCI distribution, pull only) with one image: `<address>/thing:1`, holding one file. */
export async function openRegistryStandIn(file: { name: string; content: string }): Promise<RegistryStandIn> {
  const pack = tar.pack();
  pack.entry({ name: file.name }, file.content);
  pack.finalize();
  const layerTar = await buffer(Readable.from(pack));
  const layer = gzipSync(layerTar);
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      os: "linux",
      config: { Cmd: ["/none"] },
      rootfs: { type: "layers", diff_ids: [digestOf(layerTar)] },
    }),
  );
  const described = (content: Buffer, kind: string) => ({
    mediaType: `application/vnd.docker.${kind}`,
    size: content.length,
    digest: digestOf(content),
  });
  const mediaType = "application/vnd.docker.distribution.manifest.v2+json";
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: described(config, "container.image.v1+json"),
      layers: [described(layer, "image.rootfs.diff.tar.gzip")],
    }),
  );
  const blobs = new Map([config, layer].map((blob) => [digestOf(blob), blob]));
  const server = createServer((request, response) => {
    const [, , name, kind, reference = ""] = (request.url ?? "").split("/");
    if (!name) return response.end("{}");
    const isManifest = kind === "manifests" && ["1", digestOf(manifest)].includes(reference);
    const content = isManifest ? manifest : blobs.get(reference);
    if (!content) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": isManifest ? mediaType : "application/octet-stream",
      "content-length": content.length,
      "docker-content-digest": digestOf(content),
    });
    return response.end(request.method === "HEAD" ? undefined : content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    digest: digestOf(manifest),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
