import type { Project } from "./engine";
import { demoArguments } from "./market-app-program";
import { Stage } from "./stage";

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open({}, { speed: 1 });
});

afterAll(() => stage.close());

/** A project with this program; `args` are the arguments of an app that isn't started. */
async function projectOf(name: string, program: string): Promise<Project> {
  const args = { ...demoArguments(stage.info), isDeploy: false };
  const project = await stage.engine.program(
    name,
    `
import * as pulumi from "@pulumi/pulumi";
import { MarketApp } from "pulumi-rainbond";
const args = ${JSON.stringify(args)};
const adding = (more: object) => ({ props, opts }: pulumi.ResourceTransformArgs) => ({ props, opts: { ...opts, ...more } });
${program}
`,
  );
  await project.init("dev");
  return project;
}

test("time limits that transformations and the resource's own transforms set reach the provider, with its key still a secret", async () => {
  const project = await projectOf(
    "limits",
    `
pulumi.runtime.registerStackTransformation(adding({ customTimeouts: { delete: "5m" } }));
new MarketApp("stack", args);
new MarketApp("transform", args, { transforms: [adding({ customTimeouts: { delete: "6m" } })] });
new MarketApp("transforms", args, { transforms: [adding({ customTimeouts: { delete: "8m" } }), async (given) => adding({ customTimeouts: { delete: "7m" } })(given)] });
`,
  );
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const { resources } = await project.deployment();
  const apps = resources.filter(({ type }) => type.endsWith(":MarketApp"));
  const limits = apps.map(({ urn, outputs }) => [urn.split("::").at(-1), outputs["__rbTimeouts"]]);
  expect(Object.fromEntries(limits)).toEqual({
    stack: { delete: "5m" },
    transform: { delete: "6m" },
    transforms: { delete: "7m" },
  });
  expect(JSON.stringify(resources)).not.toContain(stage.info.storeKey);
  expect(await project.pulumi(["preview", "--expect-no-changes"])).toMatchObject({ exitCode: 0 });
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
});

test("a time limit that a transformation of the stack sets ends an install that takes longer", async () => {
  const project = await projectOf(
    "limit",
    `
pulumi.runtime.registerStackTransformation(adding({ customTimeouts: { create: "2s" } }));
new MarketApp("blog", { ...args, isDeploy: true });
`,
  );
  const up = await project.up();
  expect(up.exitCode).toBe(1);
  expect(project.screen(up)).toContain("not ready after 2 s");
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
});

test("an output without a value is no appId: the preview refuses to make the new app first, in one line", async () => {
  const project = await projectOf(
    "order",
    `new MarketApp("blog", { ...args, appId: pulumi.output(undefined) }, { deleteBeforeReplace: false });`,
  );
  const { exitCode, stdout, stderr } = await project.pulumi(["preview"]);
  expect(exitCode).not.toBe(0);
  const [, diagnostics = ""] = (stdout + stderr).split("Diagnostics:");
  expect(diagnostics.match(/error: .*/g)).toEqual([
    expect.stringMatching(/MarketApp "blog": deleteBeforeReplace: false needs an appId\. [^.]*$/),
  ]);
});
