import { replaceCommand } from "../../provider/identity";
import type { ReportedFinding } from "./report";

/** Where a finding was made. */
export interface Place {
  readonly stack: string;
  readonly urn: string;
  /** True if its declaration takes an install over instead of making one. */
  readonly isAdopted?: boolean;
}

/** What to do about a finding, in one sentence, with the command ready to be pasted. */
export function remedyFor(finding: Omit<ReportedFinding, "remedy">, { stack, urn, isAdopted }: Place): string {
  const up = `pulumi up --refresh --stack ${stack}`;
  const first = isAdopted === true ? "Leave adopt out of its declaration; then " : "";
  switch (finding.category) {
    case "missing":
      if (finding.component === "" && isAdopted === true)
        return `Leave adopt out of its declaration, and appId where the app group is gone too: ${up} makes it anew then; its data is gone`;
      if (finding.component === "") return `${up} makes it anew; its data is gone`;
      if (finding.actual !== "absent")
        return "Move it back to its app group in Rainbond's web console: then the app is whole again, and nothing is lost";
      return `${first}${replaceCommand(urn, "--stack", stack)} installs the app anew, which loses its data: Rainbond's API can't bring a single component back`;
    case "version":
      if (finding.property !== "appModelVersion") return `${up} puts the image back and builds the component again`;
      return `Declare appModelVersion: "${finding.actual}" if it was meant; Rainbond can't go back to "${finding.expected}" in place`;
    case "settings":
      return `${up} applies it again; or declare what is there, if it was meant`;
    case "stopped":
      return `${up} starts it`;
    case "unhealthy":
      return "Look at its events and its log in Rainbond's web console";
    case "extra":
      return 'Delete it or move it to another app group in Rainbond\'s web console, or declare driftPolicy: { extra: "ignore" }';
    case "unfinished":
      return `pulumi up --stack ${stack} goes on from there`;
    case "other":
      return `pulumi preview --refresh --diff --stack ${stack} shows it`;
  }
}
