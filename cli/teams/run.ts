import { linkTo } from "../inventory/link";
import type { Scope } from "../inventory/scope";
import { showListing } from "../looking";
import { teamsTable } from "./table";
import { listTeams } from "./teams";

/** What to list, and where the JSON goes. */
export interface TeamsOptions extends Scope {
  /** A file, or standard output (`true`). */
  readonly json?: string | true;
}

/** Lists the teams, regions and app groups in reach of the token, and returns the exit code: 0 if all that was asked for could be looked at. */
export async function runTeams(options: TeamsOptions): Promise<number> {
  return showListing({
    make: (say) => listTeams(options, linkTo(process.env), say),
    table: teamsTable,
    json: options.json,
  });
}
