// Who may import whom. Each layer lists what it may use; everything else is forbidden.
// "pre-compilation-only" is dependency-cruiser's name for what TypeScript erases: `import type`.

/** The packages that speak HTTP and nothing else. */
const http = "node_modules/(axios|axios-retry|lru-cache|async-mutex)/";
const zod = "node_modules/zod/";
const errors = "^provider/errors\\.ts$";
/** Names that are derived of a resource's. */
const identity = "^provider/identity\\.ts$";
/** What may reach a screen, and how. */
const screen = "^provider/screen/";
/** Whose certificates are trusted. */
const trust = "^provider/trust\\.ts$";

/** What every part asks of Node. */
const node = "^provider/supported-node\\.ts$";

const layers = {
  // Of Node's modules only what tells where the program stands; look-ups are loaded by the first one (below).
  resources: {
    run: ["node_modules/@pulumi/pulumi/", screen, node, "^(fs|module|path)$", "^provider/lookups/index\\.ts$"],
    types: ["^"],
  },
  lookups: {
    run: [
      "^provider/(configuration|model|store|templates)/",
      errors,
      screen,
      zod,
      "node_modules/(async-mutex|semver)/",
    ],
    core: true,
  },
  host: {
    run: ["^provider/(kinds|run|configuration|model)/", errors, screen, "node_modules/@pulumi/pulumi/", zod],
    types: ["^provider/lifecycle/", "node_modules/"],
  },
  plugin: {
    run: [
      "^provider/(kinds|run|lookups)/",
      "^provider/resources/provider-text\\.ts$",
      errors,
      "node_modules/@pulumi/pulumi/proto/",
      zod,
    ],
    types: ["^provider/(plan|configuration)/", "node_modules/"],
    core: true,
  },
  kinds: {
    run: ["^provider/(lifecycle|observe|plan|templates|run|configuration|model)/", errors, identity, screen, zod],
    types: ["^provider/console/", "node_modules/@pulumi/pulumi/"],
    core: true,
  },
  run: {
    run: [
      "^provider/(configuration|console|store)/",
      errors,
      identity,
      screen,
      "node_modules/@pulumi/pulumi/",
      zod,
      "node_modules/(lru-cache|async-mutex)/",
    ],
    types: ["^provider/(lifecycle|observe)/", "node_modules/"],
    core: true,
  },
  configuration: {
    run: ["^provider/model/", errors, screen],
    types: ["^provider/console/", "node_modules/@pulumi/pulumi/"],
    core: true,
  },
  lifecycle: {
    run: ["^provider/(observe|plan|model|templates)/", errors, identity, screen],
    types: ["^provider/(console|store)/"],
    core: true,
  },
  // Nothing is asked, neither a console nor a store.
  plan: { run: ["^provider/(observe|model|templates)/", errors, identity], core: true },
  observe: {
    run: ["^provider/(model|templates)/", errors, screen],
    types: ["^provider/console/"],
    core: true,
  },
  templates: {
    run: [screen, "node_modules/fastest-levenshtein/"],
    types: ["^provider/(model|store)/"],
    core: true,
  },
  model: { run: [zod] },
  console: { run: [http, zod, errors, screen, trust], core: true },
  store: { run: [http, zod, errors, screen, trust], core: true },
  screen: { run: [], core: true },
};

const layerRules = Object.entries(layers).flatMap(([layer, { run, types = [], core = false }]) => {
  const own = `^provider/${layer}/`;
  return [
    {
      name: `${layer}-runs-only-on-its-layers`,
      severity: "error",
      from: { path: own },
      to: {
        pathNot: [own, ...run],
        dependencyTypesNot: ["type-only", ...(core ? ["core"] : [])],
      },
    },
    {
      name: `${layer}-types-come-from-its-layers`,
      severity: "error",
      from: { path: own },
      to: {
        pathNot: [own, ...run, ...types],
        dependencyTypes: ["type-only"],
        dependencyTypesNot: core ? ["core"] : [],
      },
    },
  ];
});

/**
 * The rooms of a folder, floor by floor from the top: what is in a room uses its own room and the floors below. A name without a slash is a file.
 * Rooms of one floor don't know each other.
 */
const floors = {
  "provider/lifecycle": [
    ["imported-market-app.ts"],
    ["market-app.ts", "app.ts"],
    ["converge.ts"],
    ["unhealable.ts", "latest-look.ts"],
    ["install/"],
    ["upgrade/", "remove/", "settings/"],
    ["settle/"],
    ["template/"],
    ["same-console.ts", "taken-over.ts"],
    ["surroundings.ts"],
  ],
  "simulator/console": [
    ["console.ts"],
    ["routes.ts"],
    ["apps/"],
    ["teams/", "gateway/"],
    ["components/"],
    ["models/"],
    ["call/"],
  ],
};

/** Rooms that are entered by their `index.ts`. */
const faced = "provider/lifecycle/(install|upgrade|remove|settings|settle)/";

const pathOf = (folder, names) => `^${folder}/(${names.join("|").replaceAll(".", "\\.")})`;

const floorRules = Object.entries(floors).flatMap(([folder, rooms]) =>
  rooms.flatMap((floor, index) =>
    floor.map((room) => ({
      name: `${room.replace(/\/$|\.ts$/, "")}-uses-only-what-is-below`,
      severity: "error",
      from: { path: pathOf(folder, [room]) },
      to: { path: `^${folder}/`, pathNot: pathOf(folder, [room, ...rooms.slice(index + 1).flat()]) },
    })),
  ),
);

const apart = (name, from, to) => ({ name, severity: "error", from: { path: from }, to: { path: to } });

module.exports = {
  forbidden: [
    ...layerRules,
    ...floorRules,
    {
      name: "a-room-with-a-face-is-entered-by-it",
      severity: "error",
      from: { path: "^provider/(.+)/", pathNot: `^${faced}` },
      to: { path: `^${faced}`, pathNot: "/index\\.ts$" },
    },
    {
      name: "rooms-with-a-face-know-each-others-face-alone",
      severity: "error",
      from: { path: `^${faced}` },
      to: { path: `^${faced}`, pathNot: ["^provider/lifecycle/$1/", "/index\\.ts$"] },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "trust-imports-nothing-of-ours",
      severity: "error",
      from: { path: trust },
      to: { path: "^(provider|cli|simulator)/" },
    },
    { name: "errors-import-the-screen-alone", severity: "error", from: { path: errors }, to: { pathNot: [screen] } },
    {
      name: "index-lists-resources",
      severity: "error",
      from: { path: "^provider/index\\.ts$" },
      to: { pathNot: ["^provider/resources/"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "look-ups-are-loaded-when-asked-for",
      severity: "error",
      from: { path: "^provider/resources/" },
      to: { path: "^provider/lookups/", dependencyTypesNot: ["dynamic-import", "type-only"] },
    },
    apart("simulator-shares-nothing-with-provider", "^simulator/", "^(provider|cli|examples|test|bench|tools)/"),
    apart("provider-knows-no-simulator", "^provider/", "^(simulator|cli|examples|test|bench|tools)/"),
    {
      ...apart("cli-looks-without-the-lifecycle", "^cli/", "^provider/lifecycle/"),
      from: { path: "^cli/", pathNot: "^cli/import/recorded\\.ts$" },
    },
    apart("cli-ships-alone", "^cli/", "^(examples|test|bench|tools)/"),
    {
      name: "shipped-code-needs-no-dev-packages",
      severity: "error",
      from: { path: "^(provider|simulator|cli)/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only", "npm-peer"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["types", "require", "node", "default"] },
  },
};
