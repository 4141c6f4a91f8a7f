import { hexId } from "./identifiers";
import type {
  AppGroup,
  Component,
  ComponentEvent,
  HttpRule,
  InstallGroup,
  LocalModel,
  Market,
  Region,
  TcpRule,
  Team,
  Transition,
} from "./records";
import { Table } from "./table";

/** The name of a counter, which begins at 1: rows of a table, no number of which is used twice, or what happened so often. */
export type Counter = "team" | "app" | "installGroup" | "httpRule" | "tcpRule" | "volume" | "lockedInstall";

/** What all tables have in common, whatever their rows. */
type AnyTable = Pick<Table<string, object>, "all" | "clear" | "load">;

/** Everything that the console and the cluster remember, as plain data. */
export class State {
  /** The same through every reset, so that a client recognises its console. */
  enterpriseId = hexId();
  readonly regions = new Table<string, Region>((region) => region.name);
  readonly teams = new Table<string, Team>((team) => team.teamId);
  readonly markets = new Table<string, Market>((market) => market.name);
  readonly apps = new Table<number, AppGroup>((app) => app.appId);
  readonly installGroups = new Table<number, InstallGroup>((group) => group.groupId);
  readonly components = new Table<string, Component>((component) => component.serviceId);
  readonly localModels = new Table<string, LocalModel>((model) => model.modelId);
  readonly httpRules = new Table<string, HttpRule>((rule) => rule.ruleId);
  readonly tcpRules = new Table<string, TcpRule>((rule) => rule.ruleId);
  readonly events = new Table<string, ComponentEvent>((event) => event.eventId);
  readonly transitions = new Table<string, Transition>((transition) => transition.eventId);
  readonly counters = new Map<Counter, number>();

  /** All tables by name. */
  get tables(): Record<string, AnyTable> {
    const { regions, teams, markets, apps, installGroups, components } = this;
    const { localModels, httpRules, tcpRules, events, transitions } = this;
    const ofTheConsole = { regions, teams, markets, apps, installGroups, components, localModels, httpRules, tcpRules };
    return { ...ofTheConsole, events, transitions };
  }

  /** Returns to the start: two enabled regions, the first the main one, and nothing else. */
  reset(): void {
    for (const table of Object.values(this.tables)) table.clear();
    this.counters.clear();
    this.regions.add(startRegion("rainbond", "Region", 8888, "apps.example.com"));
    this.regions.add(startRegion("other", "Other", 8889, "other.example.com"));
  }

  /** Returns the next number of a counter. */
  next(counter: Counter): number {
    const number = (this.counters.get(counter) ?? 0) + 1;
    this.counters.set(counter, number);
    return number;
  }

  /** Returns the app groups of a team in a region. */
  appsOf(teamId: string, regionName: string): AppGroup[] {
    return this.apps.where((app) => app.teamId === teamId && app.regionName === regionName);
  }

  /** Returns the components of an app group in the order of their service ids. */
  componentsOf(appId: number): Component[] {
    const found = this.components.where((component) => component.appId === appId);
    return found.sort((a, b) => (a.serviceId < b.serviceId ? -1 : 1));
  }

  /** Returns the components of a team in a region. */
  componentsOfTeam(teamId: string, regionName: string): Component[] {
    return this.components.where((each) => each.teamId === teamId && each.regionName === regionName);
  }

  /** Returns the HTTP rules of a component in the order of their numbers. */
  httpRulesOf(serviceId: string): HttpRule[] {
    return this.httpRules.where((rule) => rule.serviceId === serviceId);
  }

  /** Returns the TCP rules of a component in the order of their numbers. */
  tcpRulesOf(serviceId: string): TcpRule[] {
    return this.tcpRules.where((rule) => rule.serviceId === serviceId);
  }

  /** Returns the events of a component, newest first. */
  eventsOf(serviceId: string): ComponentEvent[] {
    return this.events.where((event) => event.serviceId === serviceId).reverse();
  }

  /** Removes a component with its rules, and its install group if it was the last of it. */
  removeComponent(component: Component): void {
    const { serviceId, groupId } = component;
    this.components.remove(component);
    this.httpRules.remove(...this.httpRulesOf(serviceId));
    this.tcpRules.remove(...this.tcpRulesOf(serviceId));
    this.transitions.remove(...this.transitions.where((transition) => transition.serviceId === serviceId));
    const group = this.installGroups.get(groupId);
    const isLast = this.components.first((other) => other.groupId === groupId) === undefined;
    if (group !== undefined && isLast) this.installGroups.remove(group);
  }
}

function startRegion(name: string, alias: string, port: number, httpDomain: string): Region {
  return {
    regionId: hexId(),
    name,
    alias,
    url: `http://127.0.0.1:${String(port)}`,
    wsUrl: "ws://127.0.0.1:6060",
    httpDomain,
    tcpDomain: "127.0.0.1",
    status: "1",
    omitsUnknown: false,
  };
}
