import { trap, type Trap } from "./trap";

/** What happens around the app store and an install. */
export const installTraps: readonly Trap[] = [
  trap(
    "a wrong key poisons the market for good",
    ["install", "a wrong key poisons the market"],
    ["console/models/markets.ts", "markets.add(market);", ""],
  ),
  trap(
    "a known market's own key is used, and the given one ignored",
    ["install", "a wrong key is ignored where the market is known"],
    [
      "console/models/markets.ts",
      "if (found !== undefined) return found;",
      "if (found !== undefined) return { ...found, accessKey: asked.accessKey };",
    ],
  ),
  trap(
    "another spelling of the URL is another market",
    ["install", "and another spelling is another market"],
    [
      "console/models/markets.ts",
      "market.url === asked.url",
      'market.url.replace(/\\/$/, "") === asked.url.replace(/\\/$/, "")',
    ],
  ),
  trap(
    "a store that doesn't answer is a crash: 500",
    ["install", "a store at which nobody listens is a crash"],
    [
      "store/store-client.ts",
      'return crash(message, "MaxRetryError", "urllib3.exceptions");',
      "return serviceError(502, message, message);",
    ],
  ),
  trap(
    "a store that refuses the key is 401 with 10421",
    ["install", "store.app answering 401"],
    ["store/store-client.ts", "{ code: 10421 }", "{}"],
  ),
  trap(
    "a model that the store doesn't know is 404 with the store's own words",
    ["install", "store.app answering 404"],
    [
      "store/store-client.ts",
      'serviceError(404, text, "资源不存在")',
      'serviceError(404, "no such model", "资源不存在")',
    ],
  ),
  trap(
    "a failing store is 400",
    ["install", "store.app answering 503"],
    [
      "store/store-client.ts",
      "if (status >= 500) return serviceError(400,",
      "if (status >= 500) return serviceError(status,",
    ],
  ),
  trap(
    "whatever the store says of a version is 404",
    ["install", "store.version answering 401"],
    ["console/apps/install.ts", 'throw serviceError(404, "not found", "云端应用版本不存在");', "throw error;"],
  ),
  trap(
    "what the store says must be whole",
    ["install", "store.app answering 200"],
    ["store/store-client.ts", "if (!parsed.success) throw nonsense();", "if (!parsed.success) return parseJson(text);"],
  ),
  trap(
    "a repeated install duplicates the app",
    ["install", "each makes a full new set"],
    [
      "console/apps/installation.ts",
      "async run(): Promise<void> {",
      "async run() { if (this.world.state.installGroups.first((each) => each.modelId === this.order.modelId)) return;",
    ],
  ),
  trap(
    "an install lists its neighbours",
    ["install", "each makes a full new set"],
    [
      "console/apps/install.ts",
      "world.state.componentsOf(app.appId).map(",
      "world.state.componentsOf(app.appId).slice(0, 2).map(",
    ],
  ),
  trap(
    "an install tells neither status nor address",
    ["install", "the answer tells neither status nor address"],
    ["console/components/component-views.ts", 'status: unknown = ""', 'status: unknown = "undeploy"'],
  ),
  trap(
    "a component is named by its alias, not as its template says",
    ["install", "a component is named by its alias"],
    ["console/apps/installation.ts", "(this.order.isNewerWay ? templateName : undefined)", "templateName"],
  ),
  trap(
    "`build_upgrade` is true",
    ["install", "the answer tells neither status nor address"],
    ["console/apps/new-component.ts", "order.isNewerWay ? order.isDeployed : true", "order.isDeployed"],
  ),
  trap(
    "a name inside the cluster that is taken gets four digits",
    ["install", "takes free names inside the cluster"],
    [
      "console/components/component-parts.ts",
      "isServiceNameTaken(world, component, name) ? `${name}-${hexDigits(4)}` : name",
      "name",
    ],
  ),
  trap(
    "a name that Kubernetes refuses is replaced",
    ["install", "a name that Kubernetes doesn't take"],
    [
      "console/components/component-parts.ts",
      "if (!isServiceName(name)) return `${component.alias}-${String(port)}`;",
      "",
    ],
  ),
  trap(
    "`is_deploy=false` deploys",
    ["life-cycle", "any value of it deploys"],
    ["console/apps/install.ts", '(call.query.get("is_deploy") ?? "") !== ""', 'call.query.get("is_deploy") === "true"'],
  ),
  trap(
    "components are visible while they are created",
    ["install", "a reader sees components being created"],
    [
      "state/state.ts",
      "component.appId === appId)",
      'component.appId === appId && component.createStatus === "complete")',
    ],
  ),
  trap(
    "any failure after the template is known is one and the same 400",
    ["install-failures", "a cluster that refuses the first component"],
    [
      "console/apps/installation.ts",
      'throw serviceError(400, "install app failure",',
      'throw serviceError(500, "install app failure",',
    ],
  ),
  trap(
    "a failed install's components vanish again",
    ["install-failures", "a cluster that refuses the second component"],
    ["console/apps/installation.ts", "if (index >= kept) state.removeComponent(component);", ""],
  ),
  trap(
    "what fails while its rows are saved stays as an orphan",
    ["install-failures", "what fails while its rows are saved stays"],
    [
      "console/apps/installation.ts",
      '      await this.rollBack(lockedShape ?? "none");',
      '      await this.rollBack(lockedShape ?? "none"); for (const each of this.world.state.components.where((one) => one.groupId === this.group.groupId)) this.world.state.removeComponent(each);',
    ],
  ),
  trap(
    "an orphan is `unknow` to the cluster, which blocks the group's deletion",
    ["install-failures", "what fails while its rows are saved stays"],
    ["cluster/life-cycle.ts", 'isKnown ? status : "unknow"', 'isKnown ? status : "undeploy"'],
  ),
  trap(
    "components that the cluster doesn't delete in a rollback stay",
    ["install-failures", "components that the cluster doesn't delete during the rollback"],
    [
      "console/apps/installation.ts",
      "if (error instanceof ConsoleError) continue;",
      "if (!(error instanceof ConsoleError)) continue;\n        state.removeComponent(component);\n        continue;",
    ],
  ),
  trap(
    "outer ports that aren't HTTP can't be installed",
    ["install-failures", "an outer port that isn't HTTP"],
    ["console/apps/installation.ts", "else if (order.isNewerWay) addTcpRule", "else if (order.app) addTcpRule"],
  ),
  trap(
    "a build that the cluster refuses is swallowed: 200",
    ["install-failures", "a refused build is swallowed"],
    [
      "console/apps/installation.ts",
      "      if (!(error instanceof ConsoleError)) throw error;\n    }\n  }\n}",
      "      throw error;\n    }\n  }\n}",
    ],
  ),
  trap(
    "a group that is deleted while its install is undone is a crash",
    ["install-failures", "while a failed install is undone in it"],
    [
      "console/teams/app-groups.ts",
      "if (world.database.locks && world.rollbacks",
      "if (app.appId < 0 && world.rollbacks",
    ],
  ),
  trap(
    "an install whose group is deleted meanwhile fails",
    ["install", "a group that is deleted meanwhile makes the install fail"],
    [
      "console/apps/installation.ts",
      "if (!this.world.state.components.has(component)) {",
      'if (component.alias === "") {',
    ],
  ),
  trap(
    "an install that meets the lock is final: 400, with the lock in `msg_show`",
    ["database", "an install fails after all, the earlier one doesn't"],
    ["console/apps/installation.ts", "() => this.attempt(database.nextRollbackShape()),", ""],
  ),
  trap(
    "its rollback stops half-way: components stay that look complete",
    ["database", "one: 1 of its components"],
    [
      "console/apps/installation.ts",
      "if (index >= kept) state.removeComponent(component);",
      "state.removeComponent(component);",
    ],
  ),
  trap(
    "the cluster doesn't know what it leaves: no status, no stop, a crash",
    ["database", "with the status null no stop changes it"],
    ["cluster/cluster.ts", "!omitsUnknown || workload.isKnown", "omitsUnknown || true"],
  ),
  trap(
    "nothing but copy tells what it leaves",
    ["database", "all: 2 of its components"],
    ["console/apps/installation.ts", "    state.installGroups.remove(this.group);\n", ""],
  ),
];
