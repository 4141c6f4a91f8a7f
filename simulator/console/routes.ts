import type { World } from "../world";
import { appGroupRoutes } from "./teams/app-groups";
import { appModelRoutes } from "./apps/app-models";
import { copyRoutes } from "./apps/copies";
import { envRoutes } from "./components/envs";
import { gatewayRoutes } from "./gateway/gateway";
import { installRoutes } from "./apps/install";
import { mcpRoutes } from "./components/mcp";
import { operationRoutes } from "./components/operations";
import { portRoutes } from "./components/ports";
import type { Route } from "./call/route";
import { scalingRoutes } from "./components/scaling";
import { ScopedRoutes } from "./call/scope";
import { serviceRoutes } from "./components/services";
import { teamRoutes } from "./teams/teams";
import { upgradeRoutes } from "./apps/upgrade";
import { volumeRoutes } from "./components/volumes";

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
