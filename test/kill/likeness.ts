import { isDeepStrictEqual } from "node:util";
import { nameOf, type Played } from "./matrix";
import type { Step } from "./play";

/** What the driver did or kept otherwise than the real engine at the points that both have played; empty if they are alike. */
export function differences(driver: readonly Played[], real: readonly Played[]): string[] {
  return real.flatMap((played) => {
    const name = nameOf(played.point);
    const same = driver.find(({ point }) => nameOf(point) === name);
    if (!same) return [`${name}: the driver didn't play it`];
    return stepsApart(same.steps, played.steps).map((text) => `${name}: ${text}`);
  });
}

function stepsApart(driver: readonly Step[], real: readonly Step[]): string[] {
  const commands = (steps: readonly Step[]): string => steps.map(({ command }) => command).join(", ");
  if (commands(driver) !== commands(real)) return [`driver ran ${commands(driver)}; engine ran ${commands(real)}`];
  return driver.flatMap((step, index) => {
    const other = real[index];
    if (!other || isDeepStrictEqual(step, other)) return [];
    const calls = (one: Step): string => one.calls.join(", ");
    if (step.exitCode !== other.exitCode)
      return [`${step.command} exited ${step.exitCode ?? "killed"}, engine's ${other.exitCode ?? "killed"}`];
    if (calls(step) !== calls(other)) return [`${step.command} asked ${calls(step)}; engine's ${calls(other)}`];
    return [`after ${step.command} the state differs at ${placesApart(step.state, other.state).join(", ")}`];
  });
}

/** Where two values differ, with both. */
function placesApart(one: unknown, other: unknown, path = ""): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isObject(one) || !isObject(other)) return [`${path}: ${JSON.stringify(one)}, engine's ${JSON.stringify(other)}`];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) => placesApart(one[key], other[key], `${path}.${key}`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
