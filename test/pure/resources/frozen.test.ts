import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { appProvider, marketAppProvider } from "../../../provider/resources/provider-text";

const root = resolve(__dirname, "..", "..", "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

describe("what is in every state ever written", () => {
  it("is the same text for the provider, under 100 bytes", () => {
    expect(marketAppProvider).toBe('exports.handler = () => require("pulumi-rainbond/host").marketApp;');
    expect(appProvider).toBe('exports.handler = () => require("pulumi-rainbond/host").app;');
    expect(Buffer.byteLength(marketAppProvider)).toBeLessThan(100);
  });

  it("is the same type token", () => {
    expect(read("provider/resources/market-app.ts")).toContain('"pulumi-nodejs:dynamic/rainbond:MarketApp"');
    expect(read("provider/resources/app.ts")).toContain('"pulumi-nodejs:dynamic/rainbond:App"');
  });
});

describe("the README", () => {
  it("shows the program of the first example, to the letter", () => {
    const program = /```ts\n([\s\S]*?)```/.exec(read("README.md"))?.[1];
    expect(program).toBe(read("examples/market-app/index.ts"));
    expect(program?.trimEnd().split("\n").length).toBeLessThanOrEqual(25);
  });

  it("gives the two commands by line 15", () => {
    const start = read("README.md").split("\n").slice(0, 15).join("\n");
    expect(start).toContain("npm run demo");
    expect(start).toContain("npm test");
  });
});
