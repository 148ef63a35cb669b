import { describe, expect, test } from "vitest";
import { chooseSubnet, defaultPool } from "../../../sandbox-runner/engine/bridge.ts";
import { cidrContains, cidrsOverlap, parseCidr } from "../../../sandbox-runner/engine/cidr.ts";
import { egressChains, isComplete } from "../../../sandbox-runner/engine/egress-rules.ts";
import { missingRange } from "../../../sandbox-runner/engine/remap-user.ts";

describe("the bridge's subnet", () => {
  test("must be free on this host", () => {
    expect(chooseSubnet([])).toBe("10.212.1.1/24");
    expect(chooseSubnet(["10.212.1.0/24", "default", "10.212.2.7"])).toBe("10.212.3.1/24");
    expect(chooseSubnet(["10.0.0.0/8"])).toBe("172.16.240.1/24");
  });

  test("must leave the engine's pool apart from the lab's", () => {
    for (const lab of ["10.213.0.0/16", "10.212.0.0/16", "10.0.0.0/8"]) {
      expect(cidrsOverlap(defaultPool("10.212.1.1/24", lab), lab)).toBe(false);
    }
  });

  test("must be compared as address ranges", () => {
    expect(parseCidr("10.1.2.3/24")).toEqual({ first: 167_838_208, last: 167_838_463, prefix: 24 });
    expect(parseCidr("10.1.2.300")).toBeUndefined();
    expect(cidrsOverlap("10.1.0.0/16", "10.1.255.0/24")).toBe(true);
    expect(cidrsOverlap("10.1.0.0/16", "10.2.0.0/16")).toBe(false);
    expect(cidrContains("10.1.0.0/16", "10.1.3.0/24")).toBe(true);
    expect(cidrContains("10.1.3.0/24", "10.1.0.0/16")).toBe(false);
  });
});

describe("the ranges of subordinate ids", () => {
  test("must be added once, above everybody else's and aligned", () => {
    const line = missingRange("me:100000:65536\nother:1600000:65536\n", "lab");
    expect(line).toBe("lab:1703936:65536");
    expect(missingRange(`me:100000:65536\n${line}\n`, "lab")).toBeUndefined();
  });

  test("must be added to an empty file, and where the present one is too small", () => {
    expect(missingRange("", "lab")).toBe("lab:1507328:65536");
    expect(missingRange("lab:1507328:10\n", "lab")).toMatch(/^lab:\d+:65536$/);
  });
});

describe("the egress rules", () => {
  const plan = { pool: "10.213.0.0/16", outside: { host: "10.212.1.1", ports: { from: 47100, to: 47131 } } };
  const [input, forward] = egressChains(plan, "DOCKER-USER");

  test("must end by refusing everything from the pool that was not allowed before", () => {
    expect(input?.rules.at(-1)?.join(" ")).toMatch(/-s 10\.213\.0\.0\/16 -j REJECT/);
    expect(forward?.rules.slice(-2).map((rule) => rule.join(" "))).toEqual([
      expect.stringMatching(/-s 10\.213\.0\.0\/16 -j REJECT/),
      expect.stringMatching(/-d 10\.213\.0\.0\/16 -j REJECT/),
    ]);
  });

  test("must have chains of their own for each pool, with names that the kernel takes", () => {
    const other = egressChains({ ...plan, pool: "10.99.0.0/16" }, "DOCKER-USER");
    expect(other[0]?.name).not.toBe(input?.name);
    for (const chain of [...other, input]) expect(chain?.name.length).toBeLessThanOrEqual(28);
  });

  test("must be noticed when one is missing or belongs to another plan", () => {
    if (!input) throw new Error("no chain");
    const shown = (chain: typeof input) => chain.rules.map((rule) => `-A ${chain.name} ${rule.join(" ")}`);
    expect(isComplete(input, ["-N x", ...shown(input)].join("\n"))).toBe(true);
    expect(isComplete(input, shown(input).slice(1).join("\n"))).toBe(false);
    const wider = { ...plan, outside: { ...plan.outside, ports: { from: 1, to: 47131 } } };
    const [changed] = egressChains(wider, "DOCKER-USER");
    expect(changed && isComplete(input, shown(changed).join("\n"))).toBe(false);
  });
});
