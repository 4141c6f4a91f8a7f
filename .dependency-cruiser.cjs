// Who may import whom. Each layer lists what it may use; everything else is forbidden.
// "pre-compilation-only" is dependency-cruiser's name for what TypeScript erases: `import type`.

/** The packages that speak HTTP and nothing else. */
const http = "node_modules/(axios|axios-retry|lru-cache|async-mutex)/";
const zod = "node_modules/zod/";
const errors = "^provider/errors\\.ts$";
/** What may reach a screen, and how. */
const screen = "^provider/screen/";

const layers = {
  // Of Node's modules only what tells where the program stands.
  resources: { run: ["node_modules/@pulumi/pulumi/", screen, "^(fs|module|path)$"], types: ["^"] },
  host: {
    run: [
      "^provider/(lifecycle|model|console|store)/",
      errors,
      screen,
      "node_modules/@pulumi/pulumi/",
      zod,
      "node_modules/(lru-cache|async-mutex)/",
    ],
    types: ["node_modules/"],
    core: true,
  },
  lifecycle: { run: ["^provider/model/", errors, screen], types: ["^provider/(console|store)/"], core: true },
  model: { run: [zod] },
  console: { run: [http, zod, errors, screen], core: true },
  store: { run: [http, zod, errors, screen], core: true },
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

const apart = (name, from, to) => ({ name, severity: "error", from: { path: from }, to: { path: to } });

module.exports = {
  forbidden: [
    ...layerRules,
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    { name: "errors-import-the-screen-alone", severity: "error", from: { path: errors }, to: { pathNot: [screen] } },
    {
      name: "index-lists-resources",
      severity: "error",
      from: { path: "^provider/index\\.ts$" },
      to: { pathNot: ["^provider/resources/"], dependencyTypesNot: ["type-only"] },
    },
    apart("simulator-shares-nothing-with-provider", "^simulator/", "^(provider|cli|examples|test|bench|tools)/"),
    apart("provider-knows-no-simulator", "^provider/", "^(simulator|cli|examples|test|bench|tools)/"),
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
