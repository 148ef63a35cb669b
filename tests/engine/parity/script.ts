import { type Scenario, type Step, stepsOf } from "./scenario.ts";

export type StepResult = { exitCode: number; stdout: string; stderr: string };

const stepSeconds = 60;

const prelude = `
export LC_ALL=C.UTF-8 COLUMNS=400 DOCKER_BUILDKIT=0 COMPOSE_BAKE=false DOCKER_CLI_HINTS=false COMPOSE_MENU=false
scratch=$(mktemp -d)
cat > "$scratch/eventually" <<'END'
#!/bin/sh
limit=$(($(date +%s) + 30))
until sh -c "$*" > /dev/null 2>&1; do
  [ "$(date +%s)" -lt $limit ] || { echo "never happened: $*" >&2; exit 1; }
  sleep 0.1
done
END
chmod +x "$scratch/eventually"
export PATH="$scratch:$PATH"
`;

/**
 * One shell script for all steps of a scenario: the same for both sides, and one start of a shell instead of
 * many. It prints a line a step: exit code, and both outputs in base64.
 */
export function scriptOf(scenario: Scenario): string {
  const files = Object.entries(scenario.files ?? {}).map(
    ([path, content]) => `mkdir -p "$(dirname ${quote(path)})"; ${printInto(content, path)}`,
  );
  return [
    prelude,
    // A directory that a container wrote into may not be ours to empty; it can always be put aside.
    'cd /workspace && { [ ! -e work ] || mv work "$(mktemp -d ./.old-XXXXXX)/"; }',
    "mkdir work && cd work",
    ...files,
    ...stepsOf(scenario).map(runStep),
    'rm -rf "$scratch"',
    "",
  ].join("\n");
}

function runStep({ line }: Step): string {
  const command = line.startsWith("eventually ") ? `eventually ${quote(line.slice(11))}` : line;
  return [
    `timeout -k 2 ${stepSeconds} sh -c ${quote(command)} > "$scratch/out" 2> "$scratch/err" < /dev/null`,
    'printf "%s %s. %s.\\n" $? "$(base64 -w0 "$scratch/out")" "$(base64 -w0 "$scratch/err")"',
  ].join("\n");
}

/** @throws Error when the script did not come to its end */
export function readResults(scenario: Scenario, output: string): StepResult[] {
  const lines = output.trim().split("\n");
  const results = lines.map((line): StepResult => {
    const [, code, stdout, stderr] = /^(\d+) (\S*)\. (\S*)\.$/.exec(line) ?? [];
    if (code === undefined) throw new Error(`the scenario's script printed: ${line}`);
    return { exitCode: Number(code), stdout: decode(stdout), stderr: decode(stderr) };
  });
  const steps = stepsOf(scenario).length;
  if (results.length !== steps) throw new Error(`only ${results.length} of ${steps} steps ended`);
  return results;
}

function decode(base64 = ""): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

function printInto(content: string, path: string): string {
  return `echo ${Buffer.from(content).toString("base64")} | base64 -d > ${quote(path)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
