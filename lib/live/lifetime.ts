import type { z } from "zod";
import type { lifetimeSchema } from "./protocol.ts";

const minute = 60_000;
const hour = 60 * minute;

/** How long a live sandbox lasts, in milliseconds. */
export const lifetimeLimits = {
  idle: 30 * minute,
  absolute: 4 * hour,
  /** An extension gives so much, up to the longest. */
  extension: hour,
  longest: 12 * hour,
  warning: 5 * minute,
} as const;

/** Times in milliseconds since the epoch. */
export type Lifetime = { createdAt: number; idleEndsAt: number; absoluteEndsAt: number };

export function beginLifetime(now: number): Lifetime {
  return {
    createdAt: now,
    idleEndsAt: now + lifetimeLimits.idle,
    absoluteEndsAt: now + lifetimeLimits.absolute,
  };
}

/** After something was typed, edited or asked for. */
export function useLifetime(lifetime: Lifetime, now: number): Lifetime {
  return { ...lifetime, idleEndsAt: now + lifetimeLimits.idle };
}

/** After the student said that it shall go on. The absolute end moves when it is less than an extension away. */
export function extendLifetime(lifetime: Lifetime, now: number): Lifetime {
  const longest = lifetime.createdAt + lifetimeLimits.longest;
  const wanted = Math.max(lifetime.absoluteEndsAt, now + lifetimeLimits.extension);
  return { ...useLifetime(lifetime, now), absoluteEndsAt: Math.min(wanted, longest) };
}

export function isOver(lifetime: Lifetime, now: number): boolean {
  return now >= Math.min(lifetime.idleEndsAt, lifetime.absoluteEndsAt);
}

/** The lifetime as pages are told of it. */
export function viewLifetime(lifetime: Lifetime, now: number): z.infer<typeof lifetimeSchema> {
  const { idleEndsAt, absoluteEndsAt } = lifetime;
  const first = idleEndsAt < absoluteEndsAt ? "idle" : "absolute";
  const end = Math.min(idleEndsAt, absoluteEndsAt);
  const extended = extendLifetime(lifetime, now);
  return {
    now,
    idleEndsAt,
    absoluteEndsAt,
    warning: end - now <= lifetimeLimits.warning ? first : null,
    extendable: Math.min(extended.idleEndsAt, extended.absoluteEndsAt) > end,
  };
}
