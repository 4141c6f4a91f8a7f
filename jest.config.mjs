import { availableParallelism } from "node:os";

// One project a tier. TIERS picks those that this run must execute; without it, all that need nothing beside the checkout.
const tiers = (process.env["TIERS"] ?? "pure socket host engine kill").split(" ");

/** @param {string} tier */
const project = (tier) => ({
  displayName: tier,
  rootDir: import.meta.dirname,
  ...(["engine", "kill"].includes(tier) && { globalSetup: "<rootDir>/test/engine/bundles.ts" }),
  testMatch: [`<rootDir>/test/${tier}/**/*.test.ts`],
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.tmp/"],
  cacheDirectory: "<rootDir>/node_modules/.cache/jest",
  testEnvironment: "node",
  setupFilesAfterEnv: ["<rootDir>/tools/refuse-focus.cjs"],
  transform: {
    "\\.ts$": ["ts-jest", { tsconfig: "<rootDir>/tsconfig.json", diagnostics: { ignoreCodes: [151002] } }],
  },
});

export default {
  projects: tiers.map(project),
  reporters: ["default", ["<rootDir>/tools/count-reporter.mjs", { tiers }]],
  testSequencer: "<rootDir>/tools/long-tiers-first.cjs",
  // Tests of whole commands spend half their time waiting.
  maxWorkers: 2 * availableParallelism(),
  // Ends what hangs; how fast things are is measured by `npm run bench`, not here.
  testTimeout: 600_000,
};
