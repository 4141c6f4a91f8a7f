// Loaded into the Node processes of the commands, of which the tests start hundreds. What Pulumi's SDK loads only to serialise a program's
// functions is loaded when it is first used, if ever; a program in TypeScript isn't type-checked, one in JavaScript needs no compiler. That is
// half of what a command costs. `npm run lint` checks the examples' types, and the packed package is tested without this.
const { existsSync } = process.getBuiltinModule("node:fs");
const Module = process.getBuiltinModule("node:module");

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

const loadLazily = () => {
  /** @type {unknown} */
  const load = Reflect.get(Module, "_load");
  if (typeof load !== "function") throw new Error("this Node loads its modules otherwise");
  /** @param {string} request @param {unknown[]} rest @returns {unknown} */
  const lazyLoad = (request, ...rest) => {
    /** @returns {unknown} */
    const loadNow = () => Reflect.apply(load, Module, [request, ...rest]);
    return seldomUsed.includes(request) ? whenUsed(loadNow) : loadNow();
  };
  Reflect.set(Module, "_load", lazyLoad);
};

const script = process.argv[1] ?? "";
const runsProgram = script.includes("@pulumi/pulumi/cmd/run/");
if (runsProgram || ["@pulumi/pulumi/cmd/dynamic-provider/", "/dist/cli/main.js"].some((one) => script.includes(one)))
  loadLazily();
if (runsProgram) {
  process.env["PULUMI_NODEJS_TRANSPILE_ONLY"] = "true";
  // Older language hosts don't heed what Pulumi.yaml says about it.
  if (existsSync("index.js")) process.env["PULUMI_NODEJS_TYPESCRIPT"] = "false";
}
