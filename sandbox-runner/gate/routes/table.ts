import { archiveRoutes } from "./archive.ts";
import { buildRoutes } from "./build.ts";
import { containerCreateRoutes } from "./container-create.ts";
import { containerLifecycleRoutes } from "./container-lifecycle.ts";
import { containerStreamRoutes } from "./container-streams.ts";
import { containerUpdateRoutes } from "./container-update.ts";
import { containerRoutes } from "./containers.ts";
import { diskUsageRoutes } from "./disk-usage.ts";
import { eventRoutes } from "./events.ts";
import { execRoutes } from "./execs.ts";
import { imageRoutes } from "./images.ts";
import { networkRoutes } from "./networks.ts";
import { pluginRoutes } from "./plugins.ts";
import { pruneRoutes } from "./prunes.ts";
import type { Route } from "./route.ts";
import { systemRoutes } from "./system.ts";
import { volumeRoutes } from "./volumes.ts";

/** Everything that the gate answers. What is not here is refused. */
export const routes: readonly Route[] = [
  ...systemRoutes,
  ...containerRoutes,
  ...containerCreateRoutes,
  ...containerLifecycleRoutes,
  ...containerStreamRoutes,
  ...containerUpdateRoutes,
  ...archiveRoutes,
  ...execRoutes,
  ...networkRoutes,
  ...volumeRoutes,
  ...imageRoutes,
  ...buildRoutes,
  ...eventRoutes,
  ...pluginRoutes,
  ...pruneRoutes,
  ...diskUsageRoutes,
];
