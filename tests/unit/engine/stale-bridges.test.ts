import { expect, test } from "vitest";
import { staleBridges, staleRules } from "../../../sandbox-runner/engine/stale-bridges.ts";

const bridge = (ifname: string, local: string) => ({ ifname, addr_info: [{ local }] });

test("only bridges of unknown networks inside the lab's pool may be removed", () => {
  const bridges = [
    bridge("br-c4d80fde1618", "10.213.0.33"),
    bridge("br-aaaaaaaaaaaa", "10.213.0.49"),
    bridge("br-505a820d0323", "172.18.0.1"),
    bridge("br-home", "10.213.0.65"),
    bridge("docker0", "10.213.0.81"),
    { ifname: "br-5ac2e2350355", addr_info: [] },
    {},
  ];
  expect(staleBridges(bridges, new Set(["aaaaaaaaaaaa"]), "10.213.0.0/16")).toEqual(["br-c4d80fde1618"]);
});

test("only rules that name a bridge of an unknown network may be removed", () => {
  const listing = `-P PREROUTING ACCEPT
-N DOCKER
-A PREROUTING -d 10.213.0.50/32 ! -i br-505a820d0323 -j DROP
-A PREROUTING -d 10.213.0.3/32 ! -i br-aaaaaaaaaaaa -j DROP
-A FORWARD -i docker0 -j ACCEPT
`;
  expect(staleRules(listing, new Set(["aaaaaaaaaaaa"]))).toEqual([
    ["PREROUTING", "-d", "10.213.0.50/32", "!", "-i", "br-505a820d0323", "-j", "DROP"],
  ]);
});
