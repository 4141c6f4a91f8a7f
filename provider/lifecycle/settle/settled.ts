import type { AppAddress, ConsoleComponent } from "../../console";
import { RainbondError } from "../../errors";
import { fullNamesOf } from "../../observe/component-list";
import { lookInside, type GroupLook } from "../../observe/group-look";
import type { Surroundings } from "../surroundings";

/** How a look waits for what is being made in the group. */
export interface Settling {
  /**
   * True stops waiting once nothing has changed for a minute, for those who remove nothing that may still be being made. Else only a proof ends
   * the wait before the operation's limit does: a component costs the console three calls in a row of up to half a minute each.
   */
  readonly givesUp: boolean;
}

const stillForMs = 60_000;
/** For how long nothing may have changed in an install before the console is asked whether it counts it. */
const askedAfterMs = 5_000;
/** How long an install whose answer was lost may take to show its first component: the console asks its store before. */
const appearsWithinMs = 30_000;
const pauses = { firstMs: 500, factor: 1.4, longestMs: 5_000 };

/** What lies in the group once nothing is being made there any more: all is complete, or what isn't is proven to be left behind. */
export async function lookWhenSettled(
  at: AppAddress,
  { givesUp }: Settling,
  surroundings: Surroundings,
): Promise<GroupLook> {
  const { clock, deadline, progress } = surroundings;
  let seen = "";
  let sameSince = clock.now();
  for (let pauseMs = pauses.firstMs; ; pauseMs = Math.min(pauseMs * pauses.factor, pauses.longestMs)) {
    const look = await lookInside(at, surroundings);
    if (look.unfinished.length === 0) return look;
    const shape = shapeOf(look.components);
    if (shape !== seen) sameSince = clock.now();
    seen = shape;
    const stillMs = clock.now() - sameSince;
    if (stillMs >= askedAfterMs && (await look.thatAre("underWay")).length === 0) return look;
    if (givesUp && stillMs >= stillForMs) return look;
    if (clock.now() >= deadline) throw await stillUnderWay(look, givesUp);
    progress.doing("waiting for an install that is under way");
    await clock.sleep(pauseMs);
  }
}

/**
 * What lies in the group after an install whose answer was lost, once it has settled: waits half a minute for components of an install that
 * wasn't there before.
 */
export async function lookForInstall(
  at: AppAddress,
  before: ReadonlySet<number>,
  settling: Settling,
  surroundings: Surroundings,
): Promise<GroupLook> {
  const { clock, deadline, progress } = surroundings;
  const giveUpAt = Math.min(deadline, clock.now() + appearsWithinMs);
  for (;;) {
    const look = await lookInside(at, surroundings);
    if ([...look.installs.keys()].some((number) => !before.has(number))) {
      return lookWhenSettled(at, settling, surroundings);
    }
    if (clock.now() >= giveUpAt) return look;
    progress.doing("looking for an install whose answer was lost");
    await clock.sleep(1_000);
  }
}

function shapeOf(components: readonly ConsoleComponent[]): string {
  return components
    .map((component) => component.serviceId + component.createStatus)
    .sort()
    .join();
}

async function stillUnderWay(look: GroupLook, maybeOthers: boolean): Promise<RainbondError> {
  const why =
    (await look.counted()) === undefined
      ? "the console can't say whether it has given it up, since its app store doesn't answer"
      : "the console still counts it";
  return new RainbondError(
    `an install is still under way in app group ${look.at.appId} (${fullNamesOf(look.unfinished)}), and the time limit is over: ${why}. Run the command ` +
      "again once it has ended" +
      (maybeOthers
        ? ""
        : ". If the console was restarted meanwhile, it never will: then delete these components in the web console"),
  );
}
