import { finding } from "../diagnostic.ts";
import { settledText } from "../interpolation.ts";
import { familyOf } from "../known-images.ts";
import type { Project, Service } from "../project.ts";
import { type Dependency, dependenciesOf, healthOf, networksOf } from "../service-parts.ts";
import { lineOf } from "../source.ts";
import { entryOf, valueAt } from "../tree.ts";
import type { Diagnostic } from "../types.ts";
import { ownServices } from "./rule.ts";

/** What a service waits for must be able to happen, and what it depends on must be within reach. */
export function waiting(project: Project): Diagnostic[] {
  return ownServices(project).flatMap((service) =>
    dependenciesOf(service.node).flatMap((dependency) => {
      const target = project.services.get(dependency.service);
      if (!target || target === service) return [];
      return [...condition(service, dependency, target), ...reach(project, service, dependency, target)];
    }),
  );
}

function condition(service: Service, dependency: Dependency, target: Service): Diagnostic[] {
  if (dependency.condition === "service_healthy") return healthy(service, dependency, target);
  if (dependency.condition === "service_completed_successfully")
    return completed(service, dependency, target);
  const health = entryOf(target.node, "healthcheck");
  if (!dependency.short || !health || healthOf(target.node) !== "present") return [];
  const params = { service: service.name, target: target.name, line: lineOf(health.keySpan) };
  return [finding("info", "waits-only-for-start", dependency.span, params)];
}

/**
 * A warning, not an error, even where the official image is known to have no check: the specification's own
 * example waits for `image: postgres` like this, and a local image may carry that name.
 */
function healthy(service: Service, dependency: Dependency, target: Service): Diagnostic[] {
  const state = healthOf(target.node);
  if (state === "present" || target.open) return [];
  const params = { service: service.name, target: target.name };
  if (state === "disabled") {
    return [
      finding(dependency.required ? "error" : "warning", "healthy-but-disabled", dependency.span, params),
    ];
  }
  const image = settledText(valueAt(target.node, "image"));
  const family = entryOf(target.node, "build") ? undefined : familyOf(image);
  if (!family) return [finding("warning", "healthy-without-healthcheck", dependency.span, params)];
  return [
    finding("warning", "healthy-but-image-has-none", dependency.span, { ...params, image: image ?? "" }),
  ];
}

function completed(service: Service, dependency: Dependency, target: Service): Diagnostic[] {
  const restart = settledText(valueAt(target.node, "restart"));
  if (restart !== "always" && restart !== "unless-stopped") return [];
  const params = { service: service.name, target: target.name, restart };
  return [finding("warning", "completed-but-restarts", dependency.span, params)];
}

/** Without a network in common neither can find the other by name. A job that only has to end needs none. */
function reach(project: Project, service: Service, dependency: Dependency, target: Service): Diagnostic[] {
  if (dependency.condition === "service_completed_successfully" || service.open || target.open) return [];
  const own = networksOf(service.node).map(({ name }) => name);
  const others = networksOf(target.node).map(({ name }) => name);
  if (![...own, ...others].every((name) => name === "default" || project.sections.networks.has(name)))
    return [];
  if (own.length === 0 || others.length === 0 || own.some((name) => others.includes(name))) return [];
  const params = {
    service: service.name,
    target: target.name,
    own: own.join(", "),
    others: others.join(", "),
  };
  return [finding("warning", "no-common-network", dependency.span, params)];
}
