import type { AppGroup, Component, Region, Team } from "../../state/records";
import type { World } from "../../world";
import { crash, serviceError } from "./errors";
import { route, type Call, type Handlers, type Route } from "./route";

/** What the path of a call names; each level includes the ones before it. */
export interface TeamScope {
  team: Team;
}

/** A region in which the team is open. */
export interface RegionScope extends TeamScope {
  region: Region;
}

/** An app group of the team in the region. */
export interface AppScope extends RegionScope {
  app: AppGroup;
}

/** A component of the app group. */
export interface ComponentScope extends AppScope {
  component: Component;
}

/** What Python's `\\w` and a hyphen match: letters of all languages. */
export const word = "(^[\\w\\-\\u00aa-\\uffff]+$)";
const teamPath = `/openapi/v1/teams/:team_id${word}`;
const regionPath = `${teamPath}/regions/:region_name${word}`;
const appPath = `${regionPath}/apps/:app_id(^[\\d\\-]+$)`;
const componentPath = `${appPath}/services/:service_id${word}`;

/** Makes routes below a team, a region, an app group or a component; each looks these up first, in that order. */
export class ScopedRoutes {
  constructor(private readonly world: World) {}

  /** A route that names nothing to look up. */
  open(path: string, handlers: Handlers<null>): Route {
    return route(`/openapi/v1${path}`, () => null, handlers, true);
  }

  /** A route below a team. */
  team(path: string, handlers: Handlers<TeamScope>): Route {
    return route(teamPath + path, (call) => this.findTeam(call), handlers);
  }

  /** A route below a region of a team. */
  region(path: string, handlers: Handlers<RegionScope>): Route {
    return route(regionPath + path, (call) => this.findRegion(call), handlers);
  }

  /** A route below an app group. */
  app(path: string, handlers: Handlers<AppScope>): Route {
    return route(appPath + path, (call) => this.findApp(call), handlers);
  }

  /** A route below a component. */
  component(path: string, handlers: Handlers<ComponentScope>): Route {
    return route(componentPath + path, (call) => this.findComponent(call), handlers);
  }

  private findTeam(call: Call): TeamScope {
    const wanted = call.params["team_id"];
    const team = this.world.state.teams.first((each) => each.teamId === wanted || each.name === wanted);
    if (team === undefined) throw serviceError(404, "no found team", "团队不存在");
    return { team };
  }

  private findRegion(call: Call): RegionScope {
    const { team } = this.findTeam(call);
    const region = this.world.state.regions.get(call.params["region_name"] ?? "");
    if (region === undefined) throw serviceError(404, "the region is not found", "集群不存在", { code: 3000 });
    if (!team.regionNames.includes(region.name) || region.status !== "1") {
      throw serviceError(409, "the team is not initialized in the region", "团队未在该集群中初始化", { code: 2001 });
    }
    return { team, region };
  }

  private findApp(call: Call): AppScope {
    const { team, region } = this.findRegion(call);
    return { team, region, app: this.appOf(team, region, appIdOf(call)) };
  }

  private appOf(team: Team, region: Region, appId: number): AppGroup {
    const app = this.world.state.apps.get(appId);
    if (app?.teamId !== team.teamId || app.regionName !== region.name) {
      throw serviceError(404, "no found app", "应用不存在");
    }
    return app;
  }

  private findComponent(call: Call): ComponentScope {
    const scope = this.findApp(call);
    const wanted = call.params["service_id"] ?? "";
    const { components } = this.world.state;
    const component =
      components.get(wanted) ?? components.first((each) => each.alias === wanted && each.teamId === scope.team.teamId);
    if (component?.teamId !== scope.team.teamId) {
      throw serviceError(404, "no found component", "组件不存在");
    }
    const siblings = this.world.state.componentsOf(scope.app.appId);
    // An app group without components isn't compared at all.
    if (siblings.length > 0 && !siblings.includes(component)) {
      throw serviceError(404, "component not belong to this app", "组件不属于该应用");
    }
    return { ...scope, component };
  }
}

function appIdOf(call: Call): number {
  const text = call.params["app_id"] ?? "";
  if (!/^-?\d+$/.test(text)) {
    throw crash(`Field 'ID' expected a number but got '${text}'.`, "ValueError");
  }
  return Number(text);
}
