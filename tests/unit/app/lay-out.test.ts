import { expect, test } from "vitest";
import { layOut } from "../../../app/workspace/topology/lay-out.ts";
import { composeModel } from "../../../lib/compose/model.ts";
import { topology } from "../../../lib/compose/topology.ts";

function draw(content: string) {
  const model = composeModel([{ path: "compose.yaml", content }]);
  if (!model) throw new Error("the test's own file cannot be read");
  return layOut(topology(model));
}

const three = `services:
  db: { image: "postgres:13", networks: [backend], volumes: ["data:/var/lib/postgresql/data"] }
  api: { image: lab/api, networks: [frontend, backend], depends_on: { db: { condition: service_healthy } } }
  web: { image: nginx, networks: [frontend], ports: ["80:80"], depends_on: [api] }
networks: { frontend: {}, backend: { internal: true } }
volumes: { data: {} }
`;

test("who is depended on must stand below who depends, whatever the order in the file", () => {
  const { nodes } = draw(three);
  expect(nodes.map(({ service }) => service.name)).toEqual(["web", "api", "db"]);
});

test("a service of two networks must lie inside both frames, and others only in their own", () => {
  const { nodes, frames } = draw(three);
  const around = (name: string) => {
    const node = nodes.find(({ service }) => service.name === name);
    return frames.filter((frame) => node && frame.y < node.y && node.y < frame.y + frame.height);
  };
  expect(around("api").map(({ network }) => network)).toEqual(["frontend", "backend"]);
  expect(around("web").map(({ network }) => network)).toEqual(["frontend"]);
  expect(around("db").map(({ network }) => network)).toEqual(["backend"]);
});

test("a network's name must have a strip of its frame for itself", () => {
  const { nodes, frames } = draw(three);
  for (const frame of frames) {
    const covered = nodes.filter((node) => frame.y < node.y && node.y < frame.y + frame.height);
    const room = frame.labelRight
      ? frame.y + frame.height - Math.max(...covered.map((node) => node.y + node.height))
      : Math.min(...covered.map((node) => node.y)) - frame.y;
    expect(room).toBeGreaterThanOrEqual(24);
  }
});

test("everything must lie inside the drawing", () => {
  const { nodes, frames, chips, width, height } = draw(three);
  for (const box of [...nodes, ...frames, ...chips]) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
  }
});

test("a volume that two services share must be drawn once with two lines", () => {
  const { chips, links } = draw(`services:
  one: { image: busybox, volumes: ["shared:/data"] }
  two: { image: busybox, volumes: ["shared:/data"] }
volumes: { shared: {} }
`);
  expect(chips.filter(({ text }) => text === "shared")).toHaveLength(1);
  expect(links).toHaveLength(2);
});

test("a cycle of dependencies must still be drawn", () => {
  const { nodes, edges } = draw(`services:
  one: { image: busybox, depends_on: [two] }
  two: { image: busybox, depends_on: [one] }
`);
  expect(nodes).toHaveLength(2);
  expect(edges).toHaveLength(2);
});

test("the same file must be drawn the same way", () => {
  expect(draw(three)).toEqual(draw(three));
});
