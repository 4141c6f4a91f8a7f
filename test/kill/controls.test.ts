import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Driver } from "./driver";
import { dynamicFace, pluginFace, type Face } from "./faces";
import { playAll, rehearseAll, type Played, type Rehearsal } from "./matrix";
import { rowsToPlay } from "../matrix-rows";
import type { Point } from "./play";
import { crowds, stories } from "./stories";

const root = resolve(__dirname, "..", "..");
const minutes = 60_000;

let folder: string;
let played: Map<Control, { sound: Played | undefined; spoilt: Played | undefined }>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kill-"));
  const rehearsals: Rehearsal[] = [];
  for (const face of [dynamicFace, pluginFace]) {
    const names = controls.filter((control) => faceOf(control) === face).map(({ point }) => point.story);
    const wanted = [...stories, ...crowds].filter(({ name }) => names.includes(name));
    rehearsals.push(...(await rehearseAll(folder, face, wanted, "operation")));
  }
  const both = controls.map(async (control) => [control, await playBoth(control, rehearsals)] as const);
  played = new Map(await Promise.all(both));
}, 15 * minutes);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is wrong in a copy of the built package. */
interface Defect {
  readonly file: string;
  readonly from: RegExp;
  readonly to: string;
}

/** A provider that must not pass, and a point that gives it away. */
interface Control {
  /** Default: the dynamic classes. */
  readonly face?: Face;
  /** What it does, behind "a provider that". */
  readonly provider: string;
  readonly defect: Defect;
  readonly point: { readonly story: string; readonly call: RegExp; readonly kind: string };
  /** What the judge says; `adopted` where nothing is wrong but that a person had to tell which install is whose. */
  readonly complaint: "lost" | "doubled" | "spoilt" | "adopted";
}

const postsTwice: Defect = {
  file: "lifecycle/install/install.js",
  from: /await (console\.install\(.*\));/,
  to: "await $1.catch(() => $1);",
};

const ofOneApp: readonly Control[] = [
  {
    provider: "posts an install again after a time-out",
    defect: postsTwice,
    point: { story: "install, own group", call: /POST .*\/install$/, kind: "timeout" },
    complaint: "doubled",
  },
  {
    provider: "takes an install for its own that was there before",
    defect: {
      file: "lifecycle/install/failed-install.js",
      from: /await look\?\.ofModel\(inputs\.appModelId, fresh, .*\);/,
      to: 'await look?.thatAre("installed");',
    },
    point: { story: "install, shared group", call: /POST .*\/install$/, kind: "reset" },
    complaint: "lost",
  },
  {
    provider: "takes what a replacement made, before it was cut short, for the one that is to be replaced",
    defect: { file: "run/claims.js", from: /return this\.#known\.has\(urn\) &&/, to: "return false &&" },
    point: { story: "replacement, own group", call: /POST .*\/install$/, kind: "kill both, answered" },
    complaint: "lost",
  },
  {
    provider: "deletes what only looks like its own",
    defect: {
      file: "lifecycle/remove/remove.js",
      from: /look\?\.installs\.get\(tenantServiceGroupId\) \?\? \[\]/,
      to: "look?.components ?? []",
    },
    point: { story: "install, shared group", call: /POST .*\/install$/, kind: "answerLost" },
    complaint: "lost",
  },
  {
    provider: "forgets the partial failure",
    defect: {
      file: "kinds/resource.js",
      from: /if \(!\(thrown instanceof errors_1\.UnfinishedError\)\)/,
      to: "if (true)",
    },
    point: { story: "install, shared group", call: /^1 GET .*\/events$/, kind: "error500" },
    complaint: "lost",
  },
  {
    provider: "ignores that its engine is dead",
    defect: {
      file: "run/engine.js",
      from: /(async function isEngineThere\(\) \{)/,
      to: "$1 return true;",
    },
    // In a group of its own the second run finds the first one's install: the locks on the group part them.
    point: { story: "install, shared group", call: /^0 GET .*\/services$/, kind: "kill cli, before" },
    complaint: "adopted",
  },
  {
    provider: "takes a variable that is there for one that the pods know",
    defect: {
      file: "lifecycle/settings/envs.js",
      from: /return !isAdopted && envs\.some\(isNews\);/,
      to: "return false;",
    },
    point: { story: "settings changed", call: /^3 PUT .*\/envs$/, kind: "kill provider, acted" },
    complaint: "spoilt",
  },
];

const ofManyApps: readonly Control[] = [
  {
    provider: "posts one of twelve installs again after its answer was lost",
    defect: postsTwice,
    point: { story: "twelve at once", call: /POST .*\/install, 5$/, kind: "answerLost" },
    complaint: "doubled",
  },
  {
    provider: "forgets one of six installs whose answer was lost",
    defect: {
      file: "lifecycle/install/install.js",
      from: /await \(0, failed_install_1\.afterFailedInstall\)\(.*\);/,
      to: "{ stays: true, failure: thrown };",
    },
    point: { story: "six in a shared group", call: /POST .*\/install, 3$/, kind: "answerLost" },
    complaint: "lost",
  },
  {
    provider: "leaves what a locked database kept of one of six installs",
    defect: {
      file: "lifecycle/remove/leftovers.js",
      from: /if \(leftovers\.length === 0\)/,
      to: "if (true)",
    },
    point: { story: "six in a shared group", call: /POST .*\/install, 4$/, kind: "lock once, all left" },
    complaint: "doubled",
  },
];

const ofPlugin: readonly Control[] = [
  {
    face: pluginFace,
    provider: "as a plugin doesn't tell what exists after a failure",
    defect: {
      file: "plugin/failures.js",
      from: /thrown instanceof Unfinished \?/,
      to: "false ?",
    },
    point: { story: "install, shared group", call: /^1 GET .*\/events$/, kind: "error500" },
    complaint: "lost",
  },
];

const controls = rowsToPlay([...ofOneApp, ...ofManyApps, ...ofPlugin]);

function faceOf({ face = dynamicFace }: Control): Face {
  return face;
}

/** A folder whose programs find a spoilt copy of the package. */
async function spoiltCopy({ file, from, to }: Defect): Promise<string> {
  await mkdir(join(root, ".tmp"), { recursive: true });
  const project = await mkdtemp(join(root, ".tmp", "spoilt-"));
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true }));
  const copy = join(project, "node_modules", "pulumi-rainbond");
  for (const part of ["provider", "plugin"])
    await cp(join(root, "dist", part), join(copy, "dist", part), { recursive: true });
  await cp(join(root, "package.json"), join(copy, "package.json"));
  const path = join(copy, "dist", "provider", file);
  const sound = await readFile(path, "utf8");
  const spoilt = sound.replace(from, to);
  if (spoilt === sound) throw new Error(`${file} holds no ${from.source} any more`);
  await writeFile(path, spoilt);
  return project;
}

/** Plays the control's point twice: with the package as it is, and with the spoilt copy. */
async function playBoth(
  control: Control,
  rehearsals: readonly Rehearsal[],
): Promise<{ sound: Played | undefined; spoilt: Played | undefined }> {
  const { defect, point } = control;
  const face = faceOf(control);
  const rehearsal = rehearsals.find((one) => one.face === face && one.beginning.story.name === point.story);
  const call = rehearsal?.calls.find((name) => point.call.test(name));
  if (!rehearsal || call === undefined) throw new Error(`there is no such point: ${point.story}, ${point.call.source}`);
  const { story, stack } = rehearsal.beginning;
  if (!(stack instanceof Driver)) throw new Error("the stack isn't the driver's");
  const cwd = await spoiltCopy(defect);
  try {
    const points: Point[] = [{ face, story, call, kind: point.kind }];
    const copy = { ...rehearsal, beginning: { ...rehearsal.beginning, stack: stack.in(cwd) } };
    const [[sound], [spoilt]] = await Promise.all([
      playAll(points, [rehearsal], { folder: await mkdtemp(join(folder, "sound-")), stages: 1 }),
      playAll(points, [copy], { folder: await mkdtemp(join(folder, "spoilt-")), stages: 1 }),
    ]);
    return { sound, spoilt };
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

test.each(controls)("the matrix finds a provider that $provider", (control) => {
  const { sound, spoilt } = played.get(control) ?? {};
  expect(sound?.complaints).toEqual([]);
  if (control.complaint === "adopted") expect([sound?.isAdopted, spoilt?.isAdopted]).toEqual([false, true]);
  else expect(spoilt?.complaints).toContainEqual(expect.objectContaining({ what: control.complaint }));
});
