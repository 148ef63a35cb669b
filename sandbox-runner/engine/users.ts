import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { isAlive, ownIdentity } from "../../lib/process/identity.ts";

/** Processes that use the private engine, one file each in `<engine directory>/users`. */
function usersDirectory(engineDirectory: string): string {
  return path.join(engineDirectory, "users");
}

export async function registerUser(engineDirectory: string): Promise<void> {
  const directory = usersDirectory(engineDirectory);
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, String(process.pid)), ownIdentity());
}

/** Removes this process and the dead ones. True when this process was registered and nobody is left. */
export async function unregisterUser(engineDirectory: string): Promise<boolean> {
  const own = path.join(usersDirectory(engineDirectory), String(process.pid));
  const registered = await readFile(own, "utf8").catch(() => undefined);
  if (registered !== ownIdentity()) return false;
  await rm(own, { force: true });
  return (await liveUsers(engineDirectory)).length === 0;
}

/** Pids of the living users; files of dead ones are removed on the way. */
export async function liveUsers(engineDirectory: string): Promise<number[]> {
  const directory = usersDirectory(engineDirectory);
  const names = await readdir(directory).catch(() => []);
  const alive: number[] = [];
  for (const name of names) {
    const file = path.join(directory, name);
    const identity = await readFile(file, "utf8").catch(() => "");
    if (isAlive(identity)) alive.push(Number(name));
    else await rm(file, { force: true });
  }
  return alive;
}
