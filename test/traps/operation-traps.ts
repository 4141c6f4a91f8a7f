import { trap, type Trap } from "./trap";

/** What upgrades and operations do, and settings, ports and domains. */
export const operationTraps: readonly Trap[] = [
  trap(
    "a downgrade is 200 and nothing",
    ["upgrade", "a downgrade, the same version"],
    [
      "console/apps/upgrade-changes.ts",
      '(template.deploy_version ?? "") > component.deployVersion',
      '(template.deploy_version ?? "") !== component.deployVersion',
    ],
  ),
  trap(
    "the current version stays frozen",
    ["upgrade", "and leave the current version frozen"],
    [
      "console/apps/upgrade.ts",
      "if (component.source !== null) component.source.version = versionName;",
      "if (component.source !== null) component.source.version = versionName; for (const each of world.state.installGroups.all()) each.version = versionName;",
    ],
  ),
  trap(
    "all installs of the model in the group are upgraded",
    ["upgrade", "all installs of the model in the group move"],
    [
      "console/apps/upgrade.ts",
      "  const components = componentsOfModel(world, app, modelId, false);",
      "  const components = componentsOfModel(world, app, modelId, false).filter((each, _, all) => each.groupId === all[0]?.groupId);",
    ],
  ),
  trap(
    "the versions that could be have no order",
    ["upgrade", "are listed in no order"],
    ["console/apps/upgrade.ts", "    .sort((a, b) => scatter(a) - scatter(b))", "    .sort()"],
  ),
  trap(
    "a version that adds a component is a crash, and so is one for a group that lost one",
    ["upgrade", "a group that lost a component"],
    [
      "console/apps/upgrade.ts",
      "if (template.apps.every((component) => keys.has(component.service_key))) return;",
      "if (keys.size < 99) return;",
    ],
  ),
  trap(
    "a component with a build source of its own counts as lost",
    ["upgrade", "or one to which a person gave an image"],
    [
      "console/apps/upgrade.ts",
      '(isAnySource || each.serviceSource === "market")',
      '(isAnySource || each.serviceId !== "")',
    ],
  ),
  trap(
    "a build that is refused leaves the new version on old pods: 200",
    ["upgrade", "a build that is refused, or not begun"],
    [
      "console/apps/upgrade.ts",
      "    if (!(error instanceof RegionError)) throw error;\n  }\n}",
      "    throw error;\n  }\n}",
    ],
  ),
  trap(
    "an inner port can't be added",
    ["upgrade", "a version that adds an inner port answers 400"],
    [
      "console/apps/upgrade-application.ts",
      "if (template.is_inner_service) throw",
      "if (template.container_port < 0) throw",
    ],
  ),
  trap(
    "a variable whose value is a number can't be added",
    ["upgrade", "a version that adds a variable whose value is a number"],
    [
      "console/apps/upgrade-application.ts",
      'if (typeof env.attr_value !== "string") throw',
      'if (env.attr_value === "") throw',
    ],
  ),
  trap(
    "a chart can't be added",
    ["upgrade", "a version that adds a chart"],
    [
      "console/apps/upgrade-application.ts",
      "if (changes.graphs.length > 0) throw",
      "if (changes.graphs.length > 9) throw",
    ],
  ),
  trap(
    "a version without probes is a crash",
    ["upgrade", "a version that lacks probes"],
    [
      "console/apps/upgrade-changes.ts",
      'if (template.probes === undefined) throw missingKey("probes");',
      "template = { ...template, probes: template.probes ?? [] };",
    ],
  ),
  trap(
    "an image without a newer build changes nothing",
    ["upgrade", "a version that has an image, but the same build"],
    ["console/apps/upgrade-changes.ts", "return !changes.isNewer && additions", "return changes.isNewer && additions"],
  ),
  trap(
    "values, sizes, closed and removed things stay as they were",
    ["upgrade", "values, sizes, closed ports"],
    [
      "console/apps/upgrade-application.ts",
      "  component.version = template.version;",
      "  component.version = template.version;\n  component.minNode = template.extend_method_map.min_node;",
    ],
  ),
  trap(
    "two upgrades at once: the second is a crash",
    ["upgrade", "a second one is refused while the first is under way"],
    [
      "console/call/database.ts",
      "if (this.isLockedFor(call)) return",
      "if (this.isLockedFor(call) && work.length > 9) return",
    ],
  ),
  trap(
    "only copy tells the installed version, whatever the store says",
    ["upgrade", "copy answers while the store refuses"],
    [
      "console/apps/copies.ts",
      "if (!(error instanceof ConsoleError) || error.reply.status === 500) throw error;",
      "throw error;",
    ],
  ),
  trap(
    "an id with a hyphen breaks the list of upgrades",
    ["upgrade", "a model whose id has a hyphen"],
    ["console/apps/upgrade.ts", 'group.modelId.split("-")[0] ?? ""', "group.modelId"],
  ),
  trap(
    "a local template in the group makes upgrades 400 although they are done",
    ["library", "an upgrade that is done all the same"],
    [
      "console/apps/upgrade.ts",
      "if (items.length === groups.length) return items;",
      "if (items.length >= 0) return items;",
    ],
  ),
  trap(
    "upgrades of local templates are crashes",
    ["library", "its upgrade is a crash"],
    [
      "console/apps/app-models.ts",
      'if (asked.action === "upgrade") {',
      'if (asked.action === "upgrade" && asked.app_id === null) {',
    ],
  ),
  trap(
    "smart deployment of what is there tells two versions, and no group",
    ["library", "smart deployment installs the first version listed"],
    ["console/apps/app-models.ts", 'action: "skip", ', 'action: "skip", app_id: app.appId, '],
  ),
  trap(
    "smart deployment can't upgrade",
    ["library", "and can't upgrade"],
    [
      "console/apps/app-models.ts",
      "if (installed !== undefined && installed.version !== chosen.versionName) {",
      'if (installed !== undefined && installed.version === "") {',
    ],
  ),
  trap(
    "too little memory is 412 except at the install endpoint",
    ["library", "what needs more memory than the cluster has"],
    ["console/apps/app-models.ts", "if (needed <= free) return;", "if (needed <= Infinity) return;"],
  ),
  trap(
    "operations act on components of other groups",
    ["operations", "and act on those of other groups"],
    [
      "console/components/operations.ts",
      "return ids.flatMap((id) => world.state.components.get(id) ?? []);",
      "return world.state.componentsOf(appId).filter((each) => ids.includes(each.serviceId));",
    ],
  ),
  trap(
    "operations are a page when the cluster fails",
    ["operations", "make 500 of the cluster"],
    [
      "console/components/operations.ts",
      "return isPassedOn ? error : new ConsoleError(serverErrorPage, error.text);",
      "return isPassedOn ? error : error;",
    ],
  ),
  trap(
    "a busy cluster is 409 in the console's own words, without `data`",
    ["operations", "a busy cluster is told"],
    ["cluster/region-errors.ts", "return isFrequent(body) ? frequentError() : ", "return "],
  ),
  trap(
    "deploy builds the template's image whatever the console shows",
    ["operations", "deploy builds the template's image"],
    [
      "console/components/operations.ts",
      "component.workload.nextImage = imageOf(template);",
      "component.image = component.image;",
    ],
  ),
  trap(
    "a copy carries the number of the original's install",
    ["operations", "is built at once, has a name of its own"],
    ["console/apps/copies.ts", "    appId: app.appId,\n", "    appId: app.appId,\n    groupId: 0,\n"],
  ),
  trap(
    "a change of variables may be 400 although it is applied",
    ["settings", "one that breaks the answer's own rules"],
    ["console/components/envs.ts", "validate(envsFields, { envs: body });", ""],
  ),
  trap(
    "a variable that exists keeps its scope and loses its note",
    ["settings", "one that exists changes its value and note only"],
    ["console/components/envs.ts", "known.name = asked.note;", "known.scope = asked.scope;"],
  ),
  trap(
    "a variable twice is 412, and nothing is stored",
    ["settings", "is refused, and nothing is stored"],
    ["console/components/envs.ts", "    component.envs = before;\n", ""],
  ),
  trap(
    "memory of 65 MB is refused, 100 isn't",
    ["settings", '{"new_memory":65,"new_gpu":null,"new_cpu":null} is no size'],
    ["console/components/scaling.ts", "memory % 64 !== 1", "memory % 64 !== 70"],
  ),
  trap(
    "as many pods as run is 400 with 10104",
    ["settings", "as many as run is 400 with 10104"],
    ["cluster/cluster.ts", "if (pods === newNode) throw", "if (pods === -1) throw"],
  ),
  trap(
    "an unknown kind of volume becomes local-path",
    ["settings", "an unknown type becomes local-path"],
    [
      "console/components/volumes.ts",
      'knownTypes.includes(asked.volume_type) ? asked.volume_type : "local-path"',
      "asked.volume_type",
    ],
  ),
  trap(
    "the detail for assistants finds a team by its alias only",
    ["settings", "found by the team's alias"],
    [
      "console/components/mcp.ts",
      'each.alias === call.params["team_alias"]',
      'each.alias === call.params["team_alias"] || each.teamId === call.params["team_alias"]',
    ],
  ),
  trap(
    "a port that is closed keeps its addresses",
    ["ports-and-domains", "keep their addresses when they are closed"],
    [
      "console/components/component-views.ts",
      "httpRulesOf(component.serviceId).filter(isWanted)",
      "httpRulesOf(component.serviceId).filter((rule) => rule.isOuter && isWanted(rule))",
    ],
  ),
  trap(
    "opening outside without inside is 404",
    ["ports-and-domains", "must be opened inside before outside"],
    ["console/components/ports.ts", "if (!port.isInner) throw", 'if (port.alias === "") throw'],
  ),
  trap(
    "a new name inside the cluster doesn't reach variables that came with the install",
    ["ports-and-domains", "and not to variables that came with the install"],
    [
      "console/apps/installation.ts",
      "addConnectionEnvs(component, port, 0)",
      "addConnectionEnvs(component, port, port.containerPort)",
    ],
  ),
  trap(
    "a domain of another team is 400, of the same team on another path fine",
    ["ports-and-domains", "the same again or in another team isn't"],
    ["console/gateway/gateway.ts", "if (foreign !== undefined) throw", 'if (foreign?.domainName === "") throw'],
  ),
  trap(
    "a domain's header and cookie may not be blank: 400",
    ["domain-fields", "neither a new domain nor a change may say domain_header"],
    [
      "console/gateway/gateway.ts",
      "domain_header: optional(text(), null)",
      "domain_header: optional(text({ isBlankAllowed: true }), null)",
    ],
  ),
  trap(
    "a certificate that isn't there is no error: the domain goes without it",
    ["domain-fields", "a certificate that isn't there is no error"],
    [
      "console/gateway/gateway.ts",
      "asked.certificate_id > lastCertificate ? 0 : asked.certificate_id",
      "asked.certificate_id",
    ],
  ),
  trap(
    "a domain's header can't be changed: a crash",
    ["ports-and-domains", "can't set a header"],
    [
      "console/gateway/gateway.ts",
      'misplacedFields = ["domain_header", "whether_open"]',
      'misplacedFields = ["whether_open"]',
    ],
  ),
  trap(
    "a new domain's rewrites are a list, and a text ever after",
    ["ports-and-domains", "and with a list of rewrites"],
    [
      "console/gateway/gateway.ts",
      "created({ ...changedRuleBody(rule), rewrites: [] })",
      "created(changedRuleBody(rule))",
    ],
  ),
  trap(
    "a change of a domain that leaves out the certificate takes it away",
    ["ports-and-domains", "a change is partial"],
    [
      "console/gateway/gateway.ts",
      "asked.certificate_id;\n  rule.autoSslConfig",
      "asked.certificate_id || rule.certificateId;\n  rule.autoSslConfig",
    ],
  ),
  trap(
    "an unknown rule reads as a blank one",
    ["ports-and-domains", "an unknown one reads as a blank one"],
    [
      "console/gateway/gateway.ts",
      "return ok(rule === undefined ? noRuleBody : ruleBody(rule));",
      'if (rule === undefined) throw serviceError(404, "no found", ""); return ok(ruleBody(rule));',
    ],
  ),
];
