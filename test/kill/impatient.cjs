// Loaded into a provider process whose call is never answered: it gives up after seconds instead of the ten minutes that an install may take.
const { ClientRequest } = process.getBuiltinModule("node:http");

const patienceMs = 4_000;
/** @type {Function} */
const setTimeout = Reflect.get(ClientRequest.prototype, "setTimeout");

Reflect.set(
  ClientRequest.prototype,
  "setTimeout",
  /** @this {unknown} @param {number} ms @param {unknown} callback @returns {unknown} */
  function (ms, callback) {
    Reflect.apply(setTimeout, this, [ms > 0 ? Math.min(ms, patienceMs) : ms, callback]);
    return this;
  },
);
