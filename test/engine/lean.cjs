// Loaded into the Node processes of the commands, of which the tests start hundreds, so that a command costs a third. Pulumi's own processes run as
// the bundles of `bundles.ts`, if there are any. Otherwise, what the SDK loads only to serialise a program's functions is loaded when it is first
// used, if ever. A program in TypeScript isn't type-checked, one in JavaScript needs no compiler. `npm run lint` checks the examples' types, and the
// packed package is tested without all this.
const { existsSync } = process.getBuiltinModule("node:fs");
const Module = process.getBuiltinModule("node:module");
const path = process.getBuiltinModule("node:path");
const cachedScript = require("./cached-script.cjs");

const seldomUsed = ["@npmcli/arborist", "typescript"];

/** @param {() => unknown} loadNow */
const whenUsed = (loadNow) =>
  new Proxy(
    {},
    {
      /** @returns {unknown} */
      get(_, key) {
        // The SDK's own modules ask for this when they are loaded.
        return key === "__esModule" ? false : Reflect.get(/** @type {object} */ (loadNow()), key);
      },
    },
  );

/**
 * Loads each module in this way from now on.
 * @param {(loadNow: () => unknown, request: string, isMain: unknown) => unknown} way
 */
const loadBy = (way) => {
  /** @type {unknown} */
  const load = Reflect.get(Module, "_load");
  if (typeof load !== "function") throw new Error("this Node loads its modules otherwise");
  /** @param {string} request @param {unknown} parent @param {unknown} isMain @returns {unknown} */
  const loadSo = (request, parent, isMain) =>
    way(() => Reflect.apply(load, Module, [request, parent, isMain]), request, isMain);
  Reflect.set(Module, "_load", loadSo);
};

const script = process.argv[1] ?? "";
const runsProgram = script.includes("@pulumi/pulumi/cmd/run/");
const runsProvider = script.includes("@pulumi/pulumi/cmd/dynamic-provider/");
const isTranslated = existsSync("index.js");
const { BUNDLED_PROGRAM, BUNDLED_PROVIDER } = process.env;
const bundle = runsProgram ? isTranslated && BUNDLED_PROGRAM : runsProvider && BUNDLED_PROVIDER;
// The bundles hold this checkout's packages: a project that has its own uses those.
const hasOwn = ["@pulumi", "pulumi-rainbond"].some((name) => existsSync(path.join("node_modules", name)));
const usesCheckout = script.startsWith(path.join(__dirname, "../../node_modules/")) && !hasOwn;

if (bundle && usesCheckout)
  loadBy((loadNow, _request, isMain) => {
    if (isMain !== true) return loadNow();
    cachedScript.run(bundle, script);
    return undefined;
  });
else if (runsProgram || runsProvider || script.includes("/dist/cli/main.js"))
  loadBy((loadNow, request) => (seldomUsed.includes(request) ? whenUsed(loadNow) : loadNow()));

if (runsProgram) {
  process.env["PULUMI_NODEJS_TRANSPILE_ONLY"] = "true";
  // Older language hosts don't heed what Pulumi.yaml says about it.
  if (isTranslated) process.env["PULUMI_NODEJS_TYPESCRIPT"] = "false";
}
