import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { Project } from "./engine";
import { demoArguments } from "./market-app-program";
import { Stage } from "./stage";

const root = resolve(__dirname, "..", "..");
const releases = join(root, "test", "fixtures", "releases");
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
/** Set when a release is made, to keep what it leaves. */
const isRecording = process.env["RECORD_RELEASE"] !== undefined;

const record = z.record(z.string(), z.unknown());
const keptSchema = z.object({ urn: z.string(), inputs: record, outputs: record });
const resourceSchema = z.looseObject({ urn: z.string(), inputs: record.default({}), outputs: record.default({}) });
const exportSchema = z.looseObject({ deployment: z.looseObject({ resources: z.array(resourceSchema) }) });
type Export = z.infer<typeof exportSchema>;

/** What differs between two servers although nothing of the app does. */
const identities = new Set([
  ...["teamId", "regionName", "appId", "appName", "k8sApp", "endpoint", "enterpriseId", "tenantServiceGroupId"],
  ...["marketUrl", "serviceId", "serviceIds", "serviceAlias", "k8sComponentName", "accessUrls", "innerEndpoints"],
]);

let stage: Stage;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open();
  project = await stage.engine.program("release", programOf(demoArguments(stage.info)));
  await project.init("dev");
});

afterAll(() => stage.close());

function programOf(args: Record<string, unknown>): string {
  const { teamId, regionName } = args;
  return `
import * as rainbond from "pulumi-rainbond";
const group = new rainbond.App("group", ${JSON.stringify({ teamId, regionName })});
const blog = new rainbond.MarketApp("blog", ${JSON.stringify(args)});
export const { appId, serviceIds, components } = blog;
export const groupId = group.appId;
`;
}

async function exported(): Promise<Export> {
  const { stdout } = await project.pulumi(["stack", "export", "--show-secrets"]);
  return exportSchema.parse(JSON.parse(stdout));
}

async function keep(release: string): Promise<void> {
  const folder = join(releases, release);
  await mkdir(folder, { recursive: true });
  const write = (file: string, content: unknown) =>
    writeFile(join(folder, file), `${JSON.stringify(content, undefined, 2)}\n`);
  const { resources } = (await exported()).deployment;
  const ours = resources.filter(({ inputs }) => "__rbUrn" in inputs);
  await write("state.json", z.array(keptSchema).parse(ours));
  await write("outputs.json", await project.outputs());
}

/** The old value in its own shape, with the identities of the one that stands for it now. */
function transplanted(old: unknown, now: unknown): unknown {
  if (Array.isArray(old))
    return old.map((item, index) => transplanted(item, Array.isArray(now) ? now[index] : undefined));
  const [fields, present] = [record.safeParse(old), record.safeParse(now)];
  if (!fields.success) return old;
  return Object.fromEntries(
    Object.entries(fields.data).map(([key, value]) => {
      const replacement = present.data?.[key];
      return [key, identities.has(key) && replacement !== undefined ? replacement : transplanted(value, replacement)];
    }),
  );
}

/** Gives the stack the state that this release would have left of it. */
async function turnBackTo(release: string): Promise<void> {
  const old = z.array(keptSchema).parse(JSON.parse(await readFile(join(releases, release, "state.json"), "utf8")));
  const now = await exported();
  const resources = now.deployment.resources.map((resource) => {
    const before = old.find(({ urn }) => urn === resource.urn);
    if (!before) return resource;
    const { inputs, outputs } = before;
    return {
      ...resource,
      inputs: transplanted(inputs, resource.inputs),
      outputs: transplanted(outputs, resource.outputs),
    };
  });
  const file = join(project.folder, `${release}.json`);
  await writeFile(file, JSON.stringify({ ...now, deployment: { ...now.deployment, resources } }));
  expect(await project.pulumi(["stack", "import", "--file", file])).toMatchObject({ exitCode: 0 });
}

test("this release has its state and outputs among the fixtures", async () => {
  if (isRecording) {
    expect(await project.up()).toMatchObject({ exitCode: 0 });
    await keep(version);
  }
  expect(existsSync(join(releases, version, "state.json"))).toBe(true);
});

test.each(readdirSync(releases))("a stack that %s left is refreshed, updated and destroyed", async (release) => {
  const { info } = stage;
  await project.rewrite(programOf(demoArguments(info)));
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await turnBackTo(release);
  expect(await project.pulumi(["preview", "--expect-no-changes"])).toMatchObject({ exitCode: 0 });
  expect(await project.pulumi(["refresh", "--yes", "--expect-no-changes"])).toMatchObject({ exitCode: 0 });
  expect(await project.up("--expect-no-changes")).toMatchObject({ exitCode: 0 });

  await turnBackTo(release);
  await project.rewrite(programOf({ ...demoArguments(info), appModelVersion: "1.1" }));
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await turnBackTo(release);
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
});
