import type { Attempt } from "../../lib/grading/probes.ts";
import { probe } from "./probe.ts";
import type { RunState } from "./run-state.ts";

const connectSeconds = 2;

/** One program for all addresses; prints for each: the address, how nc ended, and its last words. */
const program = `port=$1; shift
for address in "$@"; do
  { words=$(nc -z -v -w ${connectSeconds} "$address" "$port" 2>&1); printf '%s\\t%s\\t%s\\n' "$address" $? "\${words##*$'\\n'}"; } &
done
wait`;

/**
 * Tries a port at several addresses, from beside one of the student's containers.
 *
 * @throws when not all of them could be tried
 */
export async function connectTo(
  run: Pick<RunState, "sandbox" | "signal" | "openings">,
  container: string,
  addresses: string[],
  port: number,
): Promise<Attempt[]> {
  if (addresses.length === 0) return [];
  const command = ["bash", "-c", program, "connect", String(port), ...addresses];
  const result = await probe(run, container, command, { timeoutMs: (connectSeconds + 8) * 1000 });
  const ends = new Map(
    result.stdout.split("\n").map((line) => {
      const [address = "", exitCode = "", words = ""] = line.split("\t");
      return [address, { address, reached: exitCode === "0", error: words.replace(/^nc: /, "") }];
    }),
  );
  return addresses.map((address) => {
    const end = ends.get(address);
    if (!end) throw new Error(`${address}:${port} could not be tried: ${result.stderr.trim().slice(-300)}`);
    return end;
  });
}
