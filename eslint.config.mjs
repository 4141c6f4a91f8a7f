// The rules that a machine can check. Exceptions are made here, in the open: comments that switch a rule off have no effect.
import eslint from "@eslint/js";
import jsdoc from "eslint-plugin-jsdoc";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const shipped = ["provider/**/*.ts", "simulator/**/*.ts", "cli/**/*.ts"];
const tests = ["test/**/*.ts"];

export default defineConfig(
  globalIgnores(["**/dist/", "**/node_modules/", ".tmp/", "coverage/", ".dependency-cruiser.cjs"]),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" } },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/ban-ts-comment": [
        "error",
        { "ts-expect-error": true, "ts-ignore": true, "ts-nocheck": true },
      ],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/no-unsafe-type-assertion": "error",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "no-undef": "off", // the compiler knows better
      eqeqeq: "error",
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true, IIFEs: true }],
    },
  },
  {
    // What comes over a wire is parsed, never asserted: in shipped code `as const` is the only assertion.
    files: shipped,
    plugins: { jsdoc },
    rules: {
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
      "@typescript-eslint/no-unsafe-type-assertion": "off", // the rule above leaves nothing for it
      "jsdoc/require-jsdoc": [
        "error",
        {
          publicOnly: true,
          contexts: ["TSInterfaceDeclaration", "TSTypeAliasDeclaration", "VariableDeclaration"],
          require: { ClassDeclaration: true, FunctionDeclaration: true },
        },
      ],
    },
  },
  {
    files: ["provider/**/*.ts"],
    ignores: ["provider/run/**", "provider/lookups/market.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Only provider/run and provider/lookups/market.ts read it." },
      ],
    },
  },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  {
    // A suite is one function that holds many tests: its length says nothing.
    files: tests,
    rules: { "max-lines": "off", "max-lines-per-function": "off" },
  },
  {
    // What the compiler must refuse is the point of these.
    files: ["test/types/**/*.ts"],
    rules: { "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": "allow-with-description" }] },
  },
);
