// Runs a bundle with the compiled code that an earlier run of it left behind, or leaves it behind. Tests start thousands of the same process,
// and most of what such a process does is to read and compile modules.
const { existsSync, readFileSync, writeFileSync } = process.getBuiltinModule("node:fs");
const { createRequire } = process.getBuiltinModule("node:module");
const { Script } = process.getBuiltinModule("node:vm");

/**
 * @param {string} bundle path of a CommonJS file
 * @param {string} from path of the file that the bundle's own `require` stands in
 */
const run = (bundle, from) => {
  const cache = `${bundle}.cache`;
  // Node ignores what another Node, or one with other options, has compiled.
  const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
  // A bundle is plain ASCII.
  const source = `(function (exports, require, module) {${readFileSync(bundle, "latin1")}\n})`;
  const script = new Script(source, { filename: bundle, ...(cachedData && { cachedData }) });
  if (!cachedData) {
    process.on("exit", () => {
      writeFileSync(cache, script.createCachedData());
    });
  }
  const module = { exports: {} };
  /** @type {unknown} */
  const main = script.runInThisContext();
  if (typeof main !== "function") throw new Error(`${bundle} is no CommonJS`);
  Reflect.apply(main, module.exports, [module.exports, createRequire(from), module]);
};

exports.run = run;
