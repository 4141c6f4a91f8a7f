import { isDeepStrictEqual } from "node:util";
import { dynamicFace, pluginFace, type Face } from "./faces";
import type { Played } from "./matrix";
import type { Step } from "./play";
import { nameOf, nameOfBoth } from "./points";

/** What the driver did or kept otherwise than the real engine at the points that both have played; empty if they are alike. */
export function differences(driver: readonly Played[], real: readonly Played[]): string[] {
  return real.flatMap((played) => {
    const name = nameOf(played.point);
    const same = driver.find(({ point }) => nameOf(point) === name);
    if (!same) return [`${name}: the driver didn't play it`];
    return stepsApart(same.steps, played.steps, "engine").map((text) => `${name}: ${text}`);
  });
}

/** What was done or kept through the plugin otherwise than through the dynamic classes, at each point that was played through it; empty if they are alike. */
export function differencesOfFaces(all: readonly Played[]): string[] {
  const through = (face: Face): Played[] => all.filter(({ point }) => point.face === face);
  return through(pluginFace).flatMap(({ point, steps }) => {
    const name = nameOfBoth(point);
    const same = through(dynamicFace).find((one) => nameOfBoth(one.point) === name);
    if (!same) return [`${name}: the dynamic classes didn't play it`];
    const apart = stepsApart(same.steps.map(withoutFace), steps.map(withoutFace), "plugin");
    return apart.map((text) => `${name}: ${text}`);
  });
}

/** What the classes of the dynamic face tell their provider beside what is declared; the plugin's protocol tells it otherwise. */
const told = new Set(["__rbUrn", "__rbTimeouts", "__rbSecrets", "__provider"]);

/** A state without that, and without what the type in the URN decides about: the end of an app group's names. */
function withoutFace(step: Step): Step {
  const text = JSON.stringify(step.state).replace(/"blog-[0-9a-f]{6}([0-9a-f]{6})?"/g, '"blog-(urn)"');
  const reviver = (key: string, value: unknown): unknown => (told.has(key) ? undefined : value);
  return { ...step, state: JSON.parse(text, reviver) };
}

function stepsApart(driver: readonly Step[], real: readonly Step[], other: string): string[] {
  const commands = (steps: readonly Step[]): string => steps.map(({ command }) => command).join(", ");
  if (commands(driver) !== commands(real)) return [`ran ${commands(driver)}; the ${other} ran ${commands(real)}`];
  return driver.flatMap((step, index) => {
    const twin = real[index];
    if (!twin || isDeepStrictEqual(step, twin)) return [];
    const calls = (one: Step): string => one.calls.join(", ");
    if (step.exitCode !== twin.exitCode)
      return [`${step.command} exited ${step.exitCode ?? "killed"}, the ${other}'s ${twin.exitCode ?? "killed"}`];
    if (calls(step) !== calls(twin)) return [`${step.command} asked ${calls(step)}; the ${other}'s ${calls(twin)}`];
    const places = placesApart(step.state, twin.state, other).join(", ");
    return [`after ${step.command} the state differs at ${places}`];
  });
}

/** Where two values differ, with both. */
function placesApart(one: unknown, other: unknown, whose: string, path = ""): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  if (!isObject(one) || !isObject(other))
    return [`${path}: ${JSON.stringify(one)}, the ${whose}'s ${JSON.stringify(other)}`];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) => placesApart(one[key], other[key], whose, `${path}.${key}`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
