import type { Outcome } from "../../tools/command";
import type { LoggedRequest } from "../../simulator";
import type { Project } from "./engine";
import type { ServerState, Stage } from "./stage";

/** What came of one command. */
export interface Aftermath {
  readonly exitCode: number | null;
  readonly screen: string;
  readonly writes: readonly LoggedRequest[];
  readonly server: readonly ServerState[];
}

/** Runs a command, and takes down what a person saw, what was asked of the console, and what is there now. */
export async function after(stage: Stage, project: Project, command: () => Promise<Outcome>): Promise<Aftermath> {
  await stage.control.forgetRequests();
  const outcome = await command();
  const [writes, server] = [await stage.writes(), await stage.server()];
  return { exitCode: outcome.exitCode, screen: project.screen(outcome), writes, server };
}

/** What a person reads about the app of this name below the rows. */
export function said({ screen }: Aftermath, name: string): string {
  const blocks = screen.split(/\n\n(?= {2}\S)|\nDiagnostics:\n/);
  return blocks.filter((block) => block.startsWith(`  pulumi-nodejs:dynamic/rainbond:MarketApp (${name}):`)).join("\n");
}

/**
 * The calls that may have changed something in the app group, each with its answer's status. 500 is left out: the console's database is locked
 * while another call writes, and the call is made again.
 */
export function callsFor({ writes }: Aftermath, appId: number): string[] {
  return writes
    .filter(({ path, status }) => `${path}/`.includes(`/apps/${appId}/`) && status !== 500)
    .map(({ method, path, status }) => {
      const place = path.replace(/^.*\/apps\/\d+/, "app").replace(/[0-9a-f]{32}/, "*");
      return `${method} ${place} ${status ?? "none"}`;
    });
}

/** The components in the app group of this name, each with the version of its image and its status. */
export function shown({ server }: Aftermath, name: string): string[] {
  const there = server.find(({ group }) => group.group_name === name)?.components ?? [];
  return there.map(({ service_cname, image, status }) => `${service_cname} ${image.replace(/^.*:/, "")} ${status}`);
}
