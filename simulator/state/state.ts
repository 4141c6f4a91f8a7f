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

/** The name of a counter: each table numbers its rows from 1 and never uses a number twice. */
export type Counter = "team" | "app" | "installGroup" | "httpRule" | "tcpRule" | "volume";

/** Everything that the console and the cluster remember, as plain data. */
export class State {
  /** The same through every reset, so that a client recognises its console. */
  enterpriseId = hexId();
  regions: Region[] = [];
  teams: Team[] = [];
  markets: Market[] = [];
  tcpRules: TcpRule[] = [];
  transitions: Transition[] = [];
  apps = new Map<number, AppGroup>();
  installGroups = new Map<number, InstallGroup>();
  components = new Map<string, Component>();
  localModels = new Map<string, LocalModel>();
  events = new Map<string, ComponentEvent>();
  httpRules = new Map<string, HttpRule>();
  counters = new Map<Counter, number>();

  /** Returns to the start: two enabled regions, the first the main one, and nothing else. */
  reset(): void {
    this.regions = [
      startRegion("rainbond", "Region", 8888, "apps.example.com"),
      startRegion("other", "Other", 8889, "other.example.com"),
    ];
    this.teams = [];
    this.markets = [];
    this.tcpRules = [];
    this.transitions = [];
    const { apps, installGroups, components, localModels, events, httpRules, counters } = this;
    for (const table of [apps, installGroups, components, localModels, events, httpRules, counters]) table.clear();
  }

  /** Returns the next number of a counter. */
  next(counter: Counter): number {
    const number = (this.counters.get(counter) ?? 0) + 1;
    this.counters.set(counter, number);
    return number;
  }

  /** Returns the components of an app group in the order of their service ids. */
  componentsOf(appId: number): Component[] {
    const found = [...this.components.values()].filter((component) => component.appId === appId);
    return found.sort((a, b) => (a.serviceId < b.serviceId ? -1 : 1));
  }

  /** Returns the components of a team in a region. */
  componentsOfTeam(teamId: string, regionName: string): Component[] {
    return [...this.components.values()].filter(
      (component) => component.teamId === teamId && component.regionName === regionName,
    );
  }

  /** Returns the HTTP rules of a component in the order of their numbers. */
  httpRulesOf(serviceId: string): HttpRule[] {
    return [...this.httpRules.values()].filter((rule) => rule.serviceId === serviceId);
  }

  /** Returns the events of a component, newest first. */
  eventsOf(serviceId: string): ComponentEvent[] {
    return [...this.events.values()].filter((event) => event.serviceId === serviceId).reverse();
  }

  /** Removes a component with its rules, and its install group if it was the last of it. */
  removeComponent(component: Component): void {
    this.components.delete(component.serviceId);
    for (const rule of this.httpRulesOf(component.serviceId)) this.httpRules.delete(rule.ruleId);
    this.tcpRules = this.tcpRules.filter((rule) => rule.serviceId !== component.serviceId);
    this.transitions = this.transitions.filter((transition) => transition.serviceId !== component.serviceId);
    const others = [...this.components.values()].some((other) => other.groupId === component.groupId);
    if (!others) this.installGroups.delete(component.groupId);
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
  };
}
