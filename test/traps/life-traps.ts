import { trap, type Trap } from "./trap";

/** What becomes of components and their groups: their lives, their ends, and what they show. */
export const lifeTraps: readonly Trap[] = [
  trap(
    "a component is `closed` while its first build runs",
    ["life-cycle", "an install that deploys builds while it is closed"],
    [
      "cluster/life-cycle.ts",
      'if (!workload.hasVersion) workload.status = "closed";',
      'if (!workload.hasVersion) workload.status = "building";',
    ],
  ),
  trap(
    "a started component is `waiting` first",
    ["life-cycle", "an install that deploys builds while it is closed"],
    ["cluster/life-cycle.ts", '? "upgrade" : "waiting"', '? "upgrade" : "running"'],
  ),
  trap(
    "an update is an event of its own after the build's",
    ["life-cycle", "and its events tell so"],
    [
      "cluster/life-cycle.ts",
      'this.events.open(component, "upgrade-service", { userName, at })',
      'this.events.open(component, "start-service", { userName, at })',
    ],
  ),
  trap(
    "a single operation is 409 while the last one is under way",
    ["life-cycle", "a second build is refused"],
    ["cluster/cluster.ts", "if (this.lifeCycle.events.isBusy(component)) throw", 'if (component.alias === "") throw'],
  ),
  trap(
    "an event without an end is written off after three minutes",
    ["life-cycle", "but not three minutes later"],
    [
      "cluster/event-book.ts",
      "if (this.clock.now() - newest.startedAt / 1000 < eventTimeoutMs) return true;",
      "return true;",
    ],
  ),
  trap(
    "events are texts in snake_case, without the reason",
    ["life-cycle", "an event shows texts only"],
    [
      "console/components/services.ts",
      "tenant_id: event.teamId,\n  };",
      'tenant_id: event.teamId,\n    reason: "",\n  };',
    ],
  ),
  trap(
    "a build that fails leaves the old pods",
    ["life-cycle", "a build that fails says so"],
    [
      "cluster/life-cycle.ts",
      'this.events.close(event, "failure", "build failure", at);',
      'this.events.close(event, "failure", "build failure", at); workload.status = "abnormal";',
    ],
  ),
  trap(
    "statuses are `null` while the cluster fails",
    ["life-cycle", "statuses are null in the list"],
    [
      "console/components/services.ts",
      "statuses.get(component.serviceId) ?? null",
      'statuses.get(component.serviceId) ?? "unknow"',
    ],
  ),
  trap(
    "a single read crashes then",
    ["life-cycle", "and a single read crashes"],
    [
      "console/components/services.ts",
      'throw crash("list index out of range", "IndexError");',
      "return ok(componentBody(component, null, []));",
    ],
  ),
  trap(
    "a single read's status may be `{}`",
    ["life-cycle", "or is {}"],
    ["console/components/services.ts", "? { status: {} }", "? { status: null }"],
  ),
  trap(
    "a group is `closed`, too, when nobody can tell",
    ["app-groups", "closed when nobody can tell"],
    ["console/teams/app-groups.ts", 'if (running === 0) return "closed";', 'if (running === 0) return "unknown";'],
  ),
  trap(
    "a group's id is a text when its CPU is no whole number",
    ["app-groups", "its id and CPU change their types"],
    ["console/teams/app-groups.ts", "Number.isInteger(usedCpu) ? app.appId : String(app.appId)", "app.appId"],
  ),
  trap(
    "times come in two forms",
    ["app-groups", "and times of seconds"],
    ["console/teams/app-groups.ts", "...appBody(app, secondsTime)", "...appBody(app, isoTime)"],
  ),
  trap(
    "a single group has no `ID`",
    ["app-groups", "a single one has no ID"],
    [
      "console/teams/app-groups.ts",
      "enterprise_id: world.state.enterpriseId,\n    service_count",
      "ID: app.appId,\n    enterprise_id: world.state.enterpriseId,\n    service_count",
    ],
  ),
  trap(
    "the name within Kubernetes conflicts before the group's own",
    ["app-groups", '"k8s_app":"taken"} is refused'],
    [
      "console/teams/app-groups.ts",
      "if (siblings.some((app) => app.k8sApp === wanted)) {",
      "if (!siblings.some((app) => app.name === name) && siblings.some((app) => app.k8sApp === wanted)) {",
    ],
  ),
  trap(
    "a team stays although the cluster refused it",
    ["teams", "and stay although the cluster refuses them"],
    [
      "console/teams/teams.ts",
      "if (!(error instanceof RegionError) || error.code !== undefined) throw error;",
      "world.state.teams.remove(team);\n    if (!(error instanceof RegionError) || error.code !== undefined) throw error;",
    ],
  ),
  trap(
    "a team can't be read by its name",
    ["teams", "can't be read by name"],
    ["console/teams/teams.ts", 'if (call.params["team_id"] !== team.teamId) {', 'if (call.params["team_id"] === "") {'],
  ),
  trap(
    "force deletes a component and still answers 409 or 412",
    ["deletion", "by force deletes and still answers"],
    [
      "console/components/services.ts",
      "if (refusal !== undefined && !isForced) throw refusal;",
      "if (refusal !== undefined) throw refusal;",
    ],
  ),
  trap(
    "some statuses that run don't stand against deletion",
    ["deletion", "with the status waiting is 200"],
    ["console/components/services.ts", '  "running",', '  "running",\n  "waiting",'],
  ),
  trap(
    "a component that another needs is 412",
    ["deletion", "is 412 while another needs it"],
    ["console/components/services.ts", "if (dependants.length > 0) {", "if (dependants.length > 9) {"],
  ),
  trap(
    "force doesn't delete a group that runs",
    ["deletion", "whatever force says"],
    [
      "console/teams/app-groups.ts",
      "if (runningComponents(world, team, app.regionName, components)) {",
      "if (Number(force) === 0 && runningComponents(world, team, app.regionName, components)) {",
    ],
  ),
  trap(
    "running components are deleted while the cluster fails",
    ["deletion", "takes running components along, unchecked"],
    [
      "console/teams/app-groups.ts",
      "if (statuses.size === 0) return false;",
      "if (statuses.size === 0) return components.length > 0;",
    ],
  ),
  trap(
    "`msg` is a list when components couldn't be deleted",
    ["deletion", "tells the components that the cluster keeps as a list"],
    [
      "console/teams/app-groups.ts",
      'return serviceError(400, list, "请求错误");',
      'return serviceError(400, JSON.stringify(list), "请求错误");',
    ],
  ),
  trap(
    "a group that the cluster doesn't know stays for ever: another 404",
    ["deletion", "if the cluster doesn't know it"],
    [
      "console/teams/app-groups.ts",
      "await world.cluster.deleteApp(team, app.regionName, app.k8sApp);\n      world",
      "await world.cluster.deleteApp(team, app.regionName, app.k8sApp).catch(() => undefined);\n      world",
    ],
  ),
  trap(
    "two deletions at once: one is told what it didn't find",
    ["deletion", "twice at once deletes once"],
    [
      "console/teams/app-groups.ts",
      "throw components.length > 0 ? keptComponents(components, isForced) : lockError();",
      "return nothing;",
    ],
  ),
  trap(
    "the one-shot deletion is 200 with leftovers",
    ["deletion", "is 200 with leftovers"],
    [
      "console/teams/app-groups.ts",
      "  await truncateAll(world, team, components);\n  const app",
      '  if ((await truncateAll(world, team, components)).length > 0) throw serviceError(400, "leftovers", "");\n  const app',
    ],
  ),
  trap(
    "the one-shot deletion crashes when repeated",
    ["deletion", "and a crash when the group is gone"],
    [
      "console/teams/app-groups.ts",
      "throw crash(\"'NoneType' object has no attribute 'app_type'\", \"AttributeError\");",
      'return envelope("删除成功");',
    ],
  ),
  trap(
    "the one-shot deletion is a page when the cluster fails",
    ["deletion", "is a page when the cluster refuses to stop"],
    ["console/teams/app-groups.ts", "throw new ConsoleError(serverErrorPage, error.text);", "throw error;"],
  ),
];
