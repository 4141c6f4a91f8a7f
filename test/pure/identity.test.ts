import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { remedyFor } from "../../provider/lifecycle/settle/trouble";
import { appNameFor, k8sAppFor, makerOf, nameOf, noteFor, replaceCommand } from "../../provider/identity";

const urnOf = (name: string): string => `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/rainbond:MarketApp::${name}`;

describe("the names of an app group that a resource makes", () => {
  it("are legal for Kubernetes and for the console whatever the resource is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (name) => {
        const urn = urnOf(name);
        expect(k8sAppFor(urn)).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])$/);
        expect(appNameFor(urn)).toMatch(/^[A-Za-z0-9_.\-\u4e00-\u9fa5]{1,128}$/);
      }),
    );
  });

  it("differ for names that differ only in case, only in punctuation, are Chinese, or are long", () => {
    const names = ["blog", "Blog", "b-log", "b_log", "b.log", "博客", "博客二", "x".repeat(200), `${"x".repeat(199)}y`];
    const urns = names.map(urnOf);
    expect(new Set(urns.map((urn) => k8sAppFor(urn).toLowerCase())).size).toBe(names.length);
    expect(new Set(urns.map((urn) => appNameFor(urn).toLowerCase())).size).toBe(names.length);
  });

  it("differ for one name in two stacks", () => {
    const other = urnOf("blog").replace(":dev::", ":prod::");
    expect(k8sAppFor(other)).not.toBe(k8sAppFor(urnOf("blog")));
    expect(appNameFor(other)).not.toBe(appNameFor(urnOf("blog")));
  });

  it("are the same at every call, and show the resource's name", () => {
    expect(k8sAppFor(urnOf("My Blog"))).toBe(k8sAppFor(urnOf("My Blog")));
    expect(k8sAppFor(urnOf("My Blog"))).toMatch(/^my-blog-[0-9a-f]{12}$/);
    expect(appNameFor(urnOf("My Blog"))).toMatch(/^My-Blog-[0-9a-f]{6}$/);
    expect(appNameFor(urnOf("博客"))).toMatch(/^博客-[0-9a-f]{6}$/);
  });
});

describe("nameOf", () => {
  it("keeps colons that are a part of the resource's name", () => {
    expect(nameOf(urnOf("a::b"))).toBe("a::b");
  });
});

describe("noteFor", () => {
  it("names project, stack and resource, in at most 2048 characters", () => {
    expect(noteFor(urnOf("blog"))).toContain("project shop, stack dev, resource blog");
    expect(noteFor(urnOf("x".repeat(4000))).length).toBe(2048);
    for (const begin of ["", "x"]) expect(noteFor(urnOf(begin + "𠮷".repeat(2000)))).not.toMatch(/\p{Cs}/u);
  });
});

describe("makerOf", () => {
  it("finds the resource in the note that was made for it, and among lines that people added", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w'" $-]{1,60}$/), fc.constantFrom("\n", "\r\n", "\u2028"), (name, ends) => {
        const urn = urnOf(name);
        expect(makerOf(noteFor(urn))).toBe(urn);
        expect(makerOf(["Owner: Bob", noteFor(urn), "Ask him first"].join(ends))).toBe(urn);
      }),
    );
    expect(makerOf("Owner: Bob")).toBeUndefined();
  });
});

describe("the command that replaces a resource", () => {
  it("is what a shell takes for its URN, also where the name holds an apostrophe", () => {
    const urn = urnOf("Bob's $(blog) `x`");
    const words = execFileSync("sh", ["-c", `pulumi() { printf '%s\\n' "$@"; }; ${replaceCommand(urn)}`], {
      encoding: "utf8",
    });
    expect(words.trimEnd().split("\n")).toEqual(["up", "--replace", urn]);
  });

  it("says of the plugin's resources what it needs outside TypeScript, also under a parent", () => {
    for (const type of ["rainbond:index:MarketApp", "acme:web:Shop$rainbond:index:MarketApp"]) {
      const urn = `urn:pulumi:dev::shop::${type}::blog`;
      expect(replaceCommand(urn, "--stack", "dev")).toBe(
        `pulumi up --stack dev --replace '${urn}' (outside TypeScript only with the resource's option deleteBeforeReplace: true)`,
      );
    }
  });

  it("is what a component needs that the cluster has lost", () => {
    const urn = urnOf("blog");
    expect(remedyFor("lost", urn)).toMatch(
      /only replacing the app brings it back, which loses its data: pulumi up --replace '/,
    );
  });
});
