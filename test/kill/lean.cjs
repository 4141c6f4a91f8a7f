// Loaded into the driver's provider processes, of which a matrix starts thousands: leaves out what Pulumi's SDK loads to serialise a program's
// functions, half of the time that such a process takes to start. No provider process serialises any; one that would says so.
const Module = process.getBuiltinModule("node:module");

const unused = ["@npmcli/arborist", "typescript"];
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
        throw new Error(`${name} was left out: see test/kill/lean.cjs`);
      },
    },
  );

/** @param {string} request @param {unknown[]} rest @returns {unknown} */
const loadLeanly = (request, ...rest) =>
  unused.includes(request) ? refusing(request) : Reflect.apply(load, Module, [request, ...rest]);
Reflect.set(Module, "_load", loadLeanly);
