import { access, constants, readFile } from "node:fs/promises";
import path from "node:path";

/** What the decisions about a private engine depend on. */
export type Host = {
  platform: string;
  isRoot: boolean;
  /** `ID` of /etc/os-release, such as debian or ubuntu; with the `ID_LIKE` ones behind it. */
  distributions: string[];
  /** `VERSION_CODENAME`, such as bookworm. */
  codename: string;
  hasApt: boolean;
};

/** Reads `KEY=value` lines as os-release(5) writes them, quoted or not. */
export function parseOsRelease(text: string): Record<string, string> {
  const lines = text.split("\n").map((line) => /^([A-Z0-9_]+)=(?:"(.*)"|'(.*)'|(.*))$/.exec(line.trim()));
  return Object.fromEntries(
    lines.flatMap((hit) => (hit ? [[hit[1], hit[2] ?? hit[3] ?? hit[4] ?? ""]] : [])),
  );
}

export async function readHost(): Promise<Host> {
  const release = parseOsRelease(await readFile("/etc/os-release", "utf8").catch(() => ""));
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    distributions: [release.ID ?? "", ...(release.ID_LIKE ?? "").split(" ")].filter(Boolean),
    codename: release.VERSION_CODENAME ?? "",
    hasApt: (await findProgram("apt-get")) !== undefined && (await findProgram("dpkg-deb")) !== undefined,
  };
}

/** Where a program stands on the PATH (or the usual system directories), or undefined. */
export async function findProgram(
  name: string,
  searchPath = process.env.PATH ?? "",
): Promise<string | undefined> {
  const directories = [...searchPath.split(":").filter(Boolean), "/usr/sbin", "/sbin", "/usr/bin", "/bin"];
  for (const directory of directories) {
    const file = path.join(directory, name);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}

/**
 * Whether an IPv4 address is one of this host's. The kernel's own table is read, because
 * `os.networkInterfaces` leaves out a bridge that no container is connected to.
 */
export async function isOwnAddress(address: string): Promise<boolean> {
  const table = await readFile("/proc/net/fib_trie", "utf8").catch(() => "");
  const pattern = new RegExp(`-- ${address.replaceAll(".", "\\.")}\\n\\s*/32 host LOCAL`);
  return address !== "" && pattern.test(table);
}
