import { expect, test } from "vitest";
import { narrowRoutes } from "../../../sandbox-runner/gate/network/host-routes.ts";

const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
vpn0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0
br-c4d80fde1618\t2000D50A\t00000000\t0001\t0\t0\t0\tF0FFFFFF\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
`;

test("narrow routes must be read, and wide ones left to stand behind them", () => {
  expect(narrowRoutes(table)).toEqual(["10.213.0.32/28", "192.0.2.0/24"]);
});

test("where there is no table, there must be no routes", () => {
  expect(narrowRoutes("")).toEqual([]);
});
