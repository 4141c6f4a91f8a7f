// The simulator's own tests, with a trap taken out of the sources that they load.
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

export default {
  rootDir: root,
  roots: [join(root, "test", "socket", "simulator")],
  testMatch: ["**/*.test.ts"],
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.tmp/"],
  cacheDirectory: "<rootDir>/node_modules/.cache/jest-traps",
  testEnvironment: "node",
  transform: { "\\.ts$": join(import.meta.dirname, "transformer.mjs") },
  testTimeout: 60_000,
};
