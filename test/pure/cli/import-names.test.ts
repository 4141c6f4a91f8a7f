import { Script } from "node:vm";
import fc from "fast-check";
import { resourceName, variableName } from "../../../cli/import/names";
import type { Entry } from "../../../cli/inventory/report";

const entry = (appName: string, tenantServiceGroupId: number): Entry => ({
  ...{
    teamId: "",
    teamName: "",
    teamAlias: "",
    regionName: "",
    appId: 1,
    appName,
    kind: "install",
    tenantServiceGroupId,
  },
  ...{ appModelId: null, modelName: null, market: null, version: null, health: "ready" },
  ...{ components: [], managedBy: [], obstacles: [] },
});

test.each([
  ["blog", "blog-7", "blog_7"],
  ["my-blog_v2.1", "my-blog-v2-1-7", "myBlogV21_7"],
  ["博客-系统", "博客-系统-7", "博客系统_7"],
  ["1st", "1st-7", "app1st_7"],
  ["default", "default-7", "default_7"],
  ['"`${x}`\n\u2028*/', "x-7", "x_7"],
  ["🙂", "app-7", "app_7"],
  ["", "app-7", "app_7"],
  ["①²", "app-7", "app_7"],
])("%j becomes %j, held by %j", (appName, name, variable) => {
  expect(resourceName(entry(appName, 7))).toBe(name);
  expect(variableName(name)).toBe(variable);
});

test("two installs never share a name or a variable, and every variable is one", () => {
  const names = fc.tuple(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 99 }));
  fc.assert(
    fc.property(names, names, ([one, first], [two, second]) => {
      const [a, b] = [resourceName(entry(one, first)), resourceName(entry(two, second))];
      expect(() => new Script(`const ${variableName(a)} = 0;`)).not.toThrow();
      if (first !== second) expect(variableName(a)).not.toBe(variableName(b));
      if (first !== second) expect(a).not.toBe(b);
    }),
  );
});
