import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliStack, type CliRunning } from "./cli-stack";
import { rowsToPlay } from "../matrix-rows";
import { dynamicFace, pluginFace } from "./faces";
import { judgeGone, judgeInstalled } from "./judge";
import type { Arrival, Crossing, Departure, Guard } from "./passage";
import type { Scene } from "./scene";
import { Stage, type Beginning } from "./stage";
import { stories } from "./stories";
import type { Operation, Outcome } from "./stack";

const minutes = 60_000;

/** Holds the install of one run until it is released, before the server sees it. */
class Hold implements Guard {
  release: () => void = () => undefined;
  private readonly released = new Promise<void>((resolve) => (this.release = resolve));
  private came: () => void = () => undefined;
  /** Settles once the install stands at the passage. */
  readonly isHeld = new Promise<void>((resolve) => (this.came = resolve));

  private answered: () => void = () => undefined;
  /** Settles once the install was answered. */
  readonly isAnswered = new Promise<void>((resolve) => (this.answered = resolve));

  constructor(private readonly run: string) {}

  async departs({ run, call }: Crossing): Promise<Departure> {
    if (run === this.run && call.endsWith("/install")) {
      this.came();
      await this.released;
    }
    return "pass";
  }

  arrives(): Promise<Arrival> {
    return Promise.resolve("pass");
  }

  arrived({ run, call }: Crossing): Promise<void> {
    if (run === this.run && call.endsWith("/install")) this.answered();
    return Promise.resolve();
  }
}

let folder: string;
let stage: Stage;
let beginning: Beginning;
let scene: Scene;
let stack: CliStack;
let hold: Hold;

function begin(operation: Operation): CliRunning {
  return stack.begin(operation, { RAINBOND_TOKEN: stage.passage.admit(operation.kind) });
}

function run(operation: Operation): Promise<Outcome> {
  return begin(operation).outcome;
}

/** One healthy install that the state knows; a clean preview; and after `destroy` everything as it was before. */
async function expectOneInstall(): Promise<void> {
  const { declared, expected } = beginning;
  expect(judgeInstalled(expected, await scene.onlooker.look(), await stack.state())).toEqual([]);
  expect(await run({ kind: "preview", declared })).toMatchObject({ exitCode: 0 });
  expect(await run({ kind: "destroy" })).toMatchObject({ exitCode: 0 });
  expect(judgeGone(expected.origin, await scene.onlooker.look(), await stack.state())).toEqual([]);
}

describe.each([dynamicFace, ...rowsToPlay([pluginFace])])("through the face $name", (face) => {
  /** Leaves a survivor: a provider whose CLI was killed while its install was on its way to the server. */
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kill-"));
    stage = await Stage.open(folder);
    const story = stories.find(({ name }) => name === "install, own group");
    if (!story) throw new Error("there is no such story");
    beginning = await stage.begin(story, CliStack.maker(face));
    scene = await stage.scene(beginning);
    stack = CliStack.of(beginning.stack);
    const token = stage.passage.admit("survivor");
    hold = new Hold(token);
    stage.passage.guard = hold;
    const first = stack.begin({ kind: "up", declared: beginning.declared }, { RAINBOND_TOKEN: token });
    await hold.isHeld;
    await first.killCli();
    expect(await stack.isLocked()).toBe(true);
    expect(await run({ kind: "cancel" })).toMatchObject({ exitCode: 0 });
  }, 3 * minutes);

  afterEach(async () => {
    await stack.close();
    await scene.close();
    stage.close();
    await rm(folder, { recursive: true, force: true });
  });

  test(
    "an install that a survivor finishes before the next up is found by it",
    async () => {
      hold.release();
      await hold.isAnswered;
      expect(await run({ kind: "up", declared: beginning.declared })).toMatchObject({ exitCode: 0 });
      await expectOneInstall();
    },
    3 * minutes,
  );

  test(
    "an up waits for a survivor that is in the middle of its install, and goes on with what it made",
    async () => {
      const second = begin({ kind: "up", declared: beginning.declared });
      await second.shows("waiting for an earlier run");
      hold.release();
      expect(await second.outcome).toMatchObject({ exitCode: 0 });
      await expectOneInstall();
    },
    3 * minutes,
  );

  test(
    "an up that may not wait so long changes nothing and names the process; the one after the survivor's end installs nothing twice",
    async () => {
      const timeouts = { create: "5s", update: "5s", delete: "5s" };
      const second = await run({ kind: "up", declared: beginning.declared, timeouts });
      expect(second.exitCode).toBe(1);
      expect(second.text).toMatch(/an earlier run left a provider behind \(process \d+\).* Nothing was changed/);
      hold.release();
      await hold.isAnswered;
      expect(await run({ kind: "up", declared: beginning.declared })).toMatchObject({ exitCode: 0 });
      await expectOneInstall();
    },
    3 * minutes,
  );
});
