import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rmdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import { connect } from "../../../sandbox-runner/engine/client.ts";
import { runCommand } from "../../../sandbox-runner/engine/run-command.ts";

/** A Docker Engine with nothing between it and the CLI, and nobody else on it. */
export type BareEngine = {
  docker: Docker;
  /** Runs a shell script as the student of a sandbox would: same user, same paths. */
  run(script: string): Promise<string>;
  close(): Promise<void>;
};

/**
 * Its own network, mounts and processes, so that it has all ports, all firewall chains and `/workspace` to
 * itself, and so that all of it dies with its first process, and that with ours.
 */
const boot = `
set -e
lane=$1 programs=$2
mount --make-rprivate /
ip link set lo up
mount -t tmpfs tmpfs "$lane/root"
for entry in /*; do
  place="$lane/root$entry"
  if [ -L "$entry" ]; then cp -a "$entry" "$place"
  elif [ "$entry" = /run ] || [ "$entry" = /workspace ]; then :
  elif [ -d "$entry" ]; then mkdir "$place"; mount --rbind "$entry" "$place"
  fi
done
cd "$lane/root"
mkdir -p run/composelab workspace old
mount --bind "$lane/run" run/composelab
mount --bind "$lane/workspace" workspace
pivot_root . old
umount -l /old
export PATH="$programs:$PATH"
exec tini-static -- dockerd --config-file "$lane/daemon.json"
`;

/**
 * @param directory of its own: everything of the engine is beneath it
 * @param programs the folder of dockerd and what belongs to it
 */
export async function startBareEngine(directory: string, programs: string): Promise<BareEngine> {
  const at = (name: string) => path.join(directory, name);
  for (const name of ["root", "run", "workspace", "data", "home/.docker/cli-plugins"]) {
    await mkdir(at(name), { recursive: true });
  }
  await runCommand(["chown", "-R", "1000:1000", at("workspace"), at("home")]);
  await symlink(path.join(programs, "docker-compose"), at("home/.docker/cli-plugins/docker-compose")).catch(
    () => undefined,
  );
  await writeFile(at("daemon.json"), JSON.stringify(daemonConfig(directory, programs)));
  const unshare = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--uts"];
  const child = spawn(
    "setpriv",
    ["--pdeathsig", "KILL", ...unshare, "sh", "-c", boot, "boot", directory, programs],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => log.push(String(chunk)));
  const docker = connect(at("run/docker.sock"));
  await answers(docker, child, log);
  const inside = await firstProcessOf(child);
  await runCommand(["chmod", "666", at("run/docker.sock")]);
  return {
    docker,
    run: (script) => runAsStudent(inside, { home: at("home"), programs }, script),
    async close() {
      if (child.exitCode === null) {
        process.kill(inside, "SIGTERM");
        await once(child, "exit");
      }
      await removeCgroups(directory);
    },
  };
}

function daemonConfig(directory: string, programs: string): Record<string, unknown> {
  return {
    "data-root": path.join(directory, "data"),
    "exec-root": path.join(directory, "exec"),
    pidfile: path.join(directory, "docker.pid"),
    hosts: ["unix:///run/composelab/docker.sock"],
    "cgroup-parent": `/${cgroupName(directory)}`,
    "init-path": `${programs}/tini-static`,
    "userland-proxy-path": `${programs}/docker-proxy`,
    "shutdown-timeout": 2,
    features: { buildkit: false },
  };
}

function cgroupName(directory: string): string {
  return path.relative(tmpdir(), directory).replaceAll("/", "-");
}

/** One for all controllers, or one for each, as the host has it; they are empty when the engine has ended. */
async function removeCgroups(directory: string): Promise<void> {
  const root = "/sys/fs/cgroup";
  for (const controller of ["", ...(await readdir(root))]) {
    await rmdir(path.join(root, controller, cgroupName(directory))).catch(() => undefined);
  }
}

async function answers(docker: Docker, child: ChildProcess, log: string[]): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (await docker.ping().then(Boolean, () => false)) return;
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`the bare engine does not answer:\n${log.join("").slice(-2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** `unshare` waits outside for the first process of the new namespaces. */
async function firstProcessOf(child: ChildProcess): Promise<number> {
  const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8");
  return Number(children.trim().split(" ")[0]);
}

async function runAsStudent(
  inside: number,
  { home, programs }: { home: string; programs: string },
  script: string,
): Promise<string> {
  const environment = [
    `HOME=${home}`,
    "DOCKER_HOST=unix:///run/composelab/docker.sock",
    `PATH=${programs}:/usr/local/bin:/usr/bin:/bin`,
  ];
  const enter = ["--target", String(inside), "--net", "--mount", "--pid", "--uts", "--root"];
  const user = ["setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups"];
  const child = spawn("nsenter", [...enter, ...user, "env", "-i", ...environment, "sh", "-s"]);
  child.stdin.end(script);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (stderr !== "") throw new Error(`the student's shell on the bare engine: ${stderr}`);
  return stdout;
}
