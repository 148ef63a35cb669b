import type { Topology, TopologyService } from "../../../lib/compose/topology.ts";

/** How far a service stands below those that depend on it. A cycle counts each service once. */
function levelsOf(services: TopologyService[]): Map<string, number> {
  const dependents = (name: string) =>
    services.filter((service) => service.dependsOn.some((dependency) => dependency.service === name));
  const levels = new Map<string, number>();
  const level = (name: string, path: string[]): number => {
    const known = levels.get(name);
    if (known !== undefined) return known;
    if (path.includes(name)) return 0;
    const above = dependents(name).map((service) => level(service.name, [...path, name]) + 1);
    const own = Math.max(0, ...above);
    levels.set(name, own);
    return own;
  };
  for (const service of services) level(service.name, []);
  return levels;
}

/** Services in rows: ordered by their networks, then by who depends on whom; siblings of a large stack share a row. */
export function rowsOf({ services, networks }: Topology): TopologyService[][] {
  const levels = levelsOf(services);
  const mean = (numbers: number[]) =>
    numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
  const heights = networks.map(({ name }) => {
    const members = services.filter((service) => service.networks.includes(name));
    return { name, height: mean(members.map((service) => levels.get(service.name) ?? 0)) };
  });
  const order = heights.toSorted((one, other) => one.height - other.height).map(({ name }) => name);
  const place = (service: TopologyService) => mean(service.networks.map((name) => order.indexOf(name)));
  const sorted = services.toSorted(
    (one, other) => place(one) - place(other) || (levels.get(one.name) ?? 0) - (levels.get(other.name) ?? 0),
  );
  if (services.length < 5) return sorted.map((service) => [service]);
  const rows: TopologyService[][] = [];
  for (const service of sorted) {
    const row = rows.at(-1);
    const first = row?.[0];
    const siblings =
      first && place(first) === place(service) && levels.get(first.name) === levels.get(service.name);
    if (row && siblings && row.length < 2) row.push(service);
    else rows.push([service]);
  }
  return rows;
}
