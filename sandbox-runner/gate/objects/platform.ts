import { engineError } from "./refusal.ts";

const systems = ["linux", "windows", "darwin", "freebsd", "netbsd", "openbsd"];
const architectures = ["386", "amd64", "arm", "arm64", "loong64", "mips64", "ppc64le", "riscv64", "s390x"];
const otherNames: Record<string, string> = {
  x86_64: "amd64",
  "x86-64": "amd64",
  aarch64: "arm64",
  i386: "386",
};

/**
 * Checks the platform that a pull asks for (`linux/amd64`, or one half of it) against that of the catalogue's
 * image, in the words of the engine and of a registry.
 *
 * @param image the engine's inspection
 */
export function checkPlatform(
  written: string | undefined,
  image: { Os?: string | undefined; Architecture?: string | undefined },
): void {
  if (!written) return;
  const parts = written.toLowerCase().split("/");
  const quoted = JSON.stringify(written.slice(0, 64));
  if (parts.length > 3)
    throw engineError(400, `${quoted}: cannot parse platform specifier: invalid argument`);
  const [first = "", second] = parts;
  const known = systems.includes(first) || architectures.includes(standard(first));
  if (second === undefined && !known)
    throw engineError(400, `${quoted}: unknown operating system or architecture: invalid argument`);
  const system = second === undefined && !systems.includes(first) ? image.Os : first;
  const architecture = second ?? (system === first ? image.Architecture : first);
  if (system === image.Os && standard(architecture ?? "") === image.Architecture) return;
  const text = `no matching manifest for ${written.slice(0, 64)} in the manifest list entries`;
  throw engineError(404, `${text}: no match for platform in manifest: not found`);
}

function standard(architecture: string): string {
  return Object.hasOwn(otherNames, architecture) ? (otherNames[architecture] ?? "") : architecture;
}
