// Loaded into the Node processes of the CLI's commands, of which the tests start hundreds: leaves out what Pulumi's SDK loads only to serialise a
// program's functions, a quarter of what a command costs. Nothing here serialises any; what would says so.
const Module = process.getBuiltinModule("node:module");

const isProvider = process.argv[1]?.includes("dynamic-provider") === true;
// A program is translated by typescript; a provider isn't.
const unused = isProvider ? ["@npmcli/arborist", "typescript"] : ["@npmcli/arborist"];
/** @type {unknown} */
const load = Reflect.get(Module, "_load");
if (typeof load !== "function") throw new Error("this Node loads its modules otherwise");

/** @param {string} name */
const refusing = (name) =>
  new Proxy(
    {},
    {
      get(_, key) {
        if (key === "__esModule") return false;
        throw new Error(`${name} was left out: see test/engine/lean.cjs`);
      },
    },
  );

/** @param {string} request @param {unknown[]} rest @returns {unknown} */
const loadLeanly = (request, ...rest) =>
  unused.includes(request) ? refusing(request) : Reflect.apply(load, Module, [request, ...rest]);
Reflect.set(Module, "_load", loadLeanly);
