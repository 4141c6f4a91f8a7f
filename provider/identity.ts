import { createHash } from "node:crypto";
import { quoted } from "./screen";

/** The resource's name in its URN: all behind the third `::`. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/**
 * The command that makes the resource anew, and for one of the plugin in brackets what it needs: the classes in TypeScript delete before they
 * replace, and whether the plugin serves one of those or another language nothing tells.
 * @param options more of the command's options
 */
export function replaceCommand(urn: string, ...options: readonly string[]): string {
  const command = ["pulumi up", ...options, "--replace", quoted(urn)].join(" ");
  const isOfPlugin = urn.split("::")[2]?.split("$").at(-1)?.startsWith("rainbond:index:") === true;
  return isOfPlugin
    ? `${command} (outside TypeScript only with the resource's option deleteBeforeReplace: true)`
    : command;
}

/**
 * The Kubernetes name of an app group that a resource makes: a readable part and twelve hex digits of the whole URN, so that names
 * which differ only in case or punctuation, or which are Chinese, give distinct ones. At most 37 characters, legal for Kubernetes.
 */
export function k8sAppFor(urn: string): string {
  const readable = nameOf(urn)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 24)
    .replace(/-+$/, "");
  return `${readable || "app"}-${digestOf(urn).slice(0, 12)}`;
}

/** The name of an app group that isn't named by the user: the resource's name made legal, `-`, and six hex digits of the URN. */
export function appNameFor(urn: string): string {
  const legal = nameOf(urn).replace(/[^A-Za-z0-9_.\-\u4e00-\u9fa5]+/g, "-");
  return `${legal.slice(0, 100)}-${digestOf(urn).slice(0, 6)}`;
}

/** The note on an app group that a resource makes: for people, and to tell whose it is. */
export function noteFor(urn: string): string {
  const [stack, project] = urn.replace(/^urn:pulumi:/, "").split("::");
  const note = `Made by Pulumi: project ${project ?? ""}, stack ${stack ?? ""}, resource ${nameOf(urn)}. ${urn}`;
  // No half of a character that takes two places.
  return note.slice(0, 2048).replace(/[\ud800-\udbff]$/, "");
}

/** The URN of the resource that made an app group, by the note on it. People may have written lines of their own before and behind it. */
export function makerOf(note: string): string | undefined {
  return /urn:pulumi:\S+::\S+::\S+::.+$/mu.exec(note)?.[0];
}

/** True if both are resources of one stack. */
export function isSameStack(urn: string, other: string): boolean {
  const stackOf = (of: string): string => of.split("::").slice(0, 2).join("::");
  return stackOf(urn) === stackOf(other);
}

function digestOf(urn: string): string {
  return createHash("sha256").update(urn).digest("hex");
}
