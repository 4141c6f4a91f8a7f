import type { World } from "../world";
import { appGroupRoutes } from "./app-groups";
import { appModelRoutes } from "./app-models";
import { copyRoutes } from "./copies";
import { envRoutes } from "./envs";
import { gatewayRoutes } from "./gateway";
import { installRoutes } from "./install";
import { mcpRoutes } from "./mcp";
import { operationRoutes } from "./operations";
import { portRoutes } from "./ports";
import type { Route } from "./route";
import { scalingRoutes } from "./scaling";
import { ScopedRoutes } from "./scope";
import { serviceRoutes } from "./services";
import { teamRoutes } from "./teams";
import { upgradeRoutes } from "./upgrade";
import { volumeRoutes } from "./volumes";

/** Returns all routes of the console. */
export function consoleRoutes(world: World): Route[] {
  const scoped = new ScopedRoutes(world);
  const families = [
    teamRoutes,
    appGroupRoutes,
    installRoutes,
    upgradeRoutes,
    copyRoutes,
    serviceRoutes,
    operationRoutes,
    envRoutes,
    portRoutes,
    volumeRoutes,
    scalingRoutes,
    gatewayRoutes,
    mcpRoutes,
    appModelRoutes,
  ];
  return families.flatMap((family) => family(world, scoped));
}
