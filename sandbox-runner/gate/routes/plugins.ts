import { engineError } from "../objects/refusal.ts";
import { parameter } from "./resolve.ts";
import { type Route, route } from "./route.ts";

/** There are no plugins; `docker inspect NAME` asks after containers, images, networks and volumes. */
export const pluginRoutes: Route[] = [
  route({
    method: "GET",
    path: "/plugins/{name...}/json",
    async handle(call) {
      throw engineError(404, `plugin ${JSON.stringify(parameter(call, "name"))} not found`);
    },
  }),
];
