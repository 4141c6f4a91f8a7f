const { default: Sequencer } = require("@jest/test-sequencer");

/** The tiers whose files take minutes come first, so that at the end no worker is left alone with one. */
const order = ["kill", "engine", "host", "pure", "socket"];

/** @typedef {Parameters<Sequencer["sort"]>[0]} Tests */

/** @param {Tests[number]} test */
const rankOf = (test) => order.indexOf(test.context.config.displayName?.name ?? "");

module.exports = class LongTiersFirst extends Sequencer {
  /** @override @param {Tests} tests */
  async sort(tests) {
    return [...(await super.sort(tests))].sort((a, b) => rankOf(a) - rankOf(b));
  }
};
