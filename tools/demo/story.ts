import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { visit } from "../visit";
import { closeComponent, componentIds, takeCensus, type Census } from "./census";
import { pulumi, root, type Stage } from "./stage";

const marketApp = join(root, "examples", "market-app");
const stackReference = join(root, "examples", "stack-reference");
const configured = join(root, "examples", "configured");

const component = z.looseObject({
  serviceId: z.string(),
  serviceCname: z.string(),
  image: z.string(),
  version: z.string(),
  accessUrls: z.array(z.string()),
});
const installed = z.looseObject({ appId: z.number(), serviceIds: z.array(z.string()), components: z.array(component) });
const withSettings = z.looseObject({ appId: z.number(), urls: z.array(z.string()) });
const referring = z.looseObject({ url: z.string(), databaseEndpoint: z.string() });

type Component = z.infer<typeof component>;

/** The component that the second example uses and that somebody changes. */
const webCname = "Web";

/** What the third example declares. */
const settings = { title: "Visitors", domain: "guestbook.example", password: "open-sesame" };

/** What somebody rolls out behind Pulumi's back. */
const intruder = { image: "registry.example/guestbook/web:hotfix", version: "hotfix" };

/**
 * Plays every step and checks that it did what it says; the first that didn't ends the story, by an error that names it.
 * @param isKept leaves out the last steps, which take everything away
 */
export async function playStory(stage: Stage, abandon: AbortSignal, isKept: boolean): Promise<void> {
  const story = new Story(stage, abandon);
  const before = await story.step("Look at the server", () => story.look());
  await story.step("Configure the first project", () => story.configureFirst());
  const web = await story.step("Install an app", () => story.install());
  const url = await story.step("Use it from another project", () => story.refer());
  await story.step("Somebody changes and stops the app behind Pulumi's back", () => story.intrude(web, url));
  await story.step("See the drift", () => story.seeDrift(web));
  await story.step("Heal it", () => story.heal(web, url));
  await story.step("Install an app with settings of its own, and take it away", () => story.installConfigured());
  if (isKept) {
    await story.step("Make the stack known at the top level too", () => story.select());
    return;
  }
  await story.step("Take both away", () => story.destroy());
  await story.step("Look at the server again", () => story.lookAgain(before));
}

class Story {
  private steps = 0;

  constructor(
    private readonly stage: Stage,
    private readonly abandon: AbortSignal,
  ) {}

  /** Runs one part of the story; its failure carries its name. */
  async step<T>(name: string, act: () => Promise<T>): Promise<T> {
    this.steps += 1;
    const title = `${this.steps}. ${name}`;
    console.log(`\n== ${title}`);
    try {
      this.abandon.throwIfAborted();
      await this.stage.control.forgetRequests();
      const result = await act();
      await this.countRequests();
      return result;
    } catch (error) {
      throw new Error(`Step "${title}" failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async look(): Promise<Census> {
    const census = await takeCensus(this.stage);
    console.log(`The team has ${census.apps} apps with ${census.components} components.`);
    return census;
  }

  async configureFirst(): Promise<void> {
    await this.configure(marketApp, this.app);
  }

  async install(): Promise<Component> {
    await this.run(marketApp, ["up", "--yes", "--skip-preview"]);
    const { appId, serviceIds, components } = installed.parse(await this.outputs(marketApp));
    console.log(`App ${appId} has ${serviceIds.length} components:`);
    for (const { serviceCname, serviceId, image } of components) console.log(`  ${serviceCname} ${serviceId} ${image}`);
    return webOf(components);
  }

  async refer(): Promise<string> {
    const { info } = this.stage;
    await this.configure(stackReference, {
      "rainbond:teamId": info.teamId ?? "",
      "rainbond:regionName": info.regionName,
      web: webCname,
    });
    await this.run(stackReference, ["up", "--yes", "--skip-preview"]);
    const { url, databaseEndpoint } = referring.parse(await this.outputs(stackReference));
    const { components } = installed.parse(await this.outputs(marketApp));
    if (!components.some(({ accessUrls }) => accessUrls.includes(url))) throw new Error(`no component has ${url}`);
    console.log(`The second stack shows ${url} and reads the database at ${databaseEndpoint}.`);
    await this.expectPage(url, 200);
    return url;
  }

  async intrude({ serviceId }: Component, url: string): Promise<void> {
    const control = `${this.stage.exports.RAINBOND_ENDPOINT}/simulator/components/${serviceId}`;
    console.log(`\n. $ curl -X PUT ${control} -d '${JSON.stringify(intruder)}'`);
    await this.stage.control.changeComponent(serviceId, intruder);
    console.log(`\nAnd somebody presses Stop in the web console.`);
    await closeComponent(this.stage, serviceId);
    await this.expectPage(url, 503);
  }

  async seeDrift({ image }: Component): Promise<void> {
    const screen = await this.run(marketApp, ["preview", "--refresh", "--diff", "--expect-no-changes"], 7);
    console.log("It exited 7: there are changes.");
    for (const shown of [intruder.image, image, '"running" => "closed"'])
      if (!screen.includes(shown)) throw new Error(`the preview doesn't show ${shown}`);
  }

  async heal({ image }: Component, url: string): Promise<void> {
    await this.run(marketApp, ["up", "--refresh", "--yes", "--skip-preview"]);
    await this.run(marketApp, ["preview", "--refresh", "--expect-no-changes"]);
    const web = webOf(installed.parse(await this.outputs(marketApp)).components);
    if (web.image !== image) throw new Error(`${webCname} still runs ${web.image}`);
    console.log(`${webCname} runs ${web.image} again.`);
    await this.expectPage(url, 200);
  }

  async installConfigured(): Promise<void> {
    const { title, domain, password } = settings;
    await this.configure(configured, { ...this.app, title, domain });
    await this.run(configured, ["config", "set", "--secret", "password", password]);
    await this.run(configured, ["up", "--yes", "--skip-preview"]);
    const { appId, urls } = withSettings.parse(await this.outputs(configured));
    const url = `http://${domain}`;
    if (!urls.includes(url)) throw new Error(`${webCname} has ${urls.join(", ")}, not ${url}`);
    await this.expectPage(url, 200, this.stage.exports.RAINBOND_ENDPOINT);
    const ids = await componentIds(this.stage, appId);
    await this.expectVariable(webCname, ids, "TITLE", title);
    await this.expectVariable("Database", ids, "DB_PASSWORD", password);
    await this.run(configured, ["preview", "--refresh", "--expect-no-changes"]);
    await this.takeAway(configured);
  }

  async select(): Promise<void> {
    await this.run(root, ["stack", "select", this.stage.stack]);
  }

  async destroy(): Promise<void> {
    for (const project of [stackReference, marketApp]) await this.takeAway(project);
  }

  async lookAgain(before: Census): Promise<void> {
    const after = await this.look();
    if (!isDeepStrictEqual(after, before)) throw new Error(`before there were ${before.apps} and ${before.components}`);
  }

  /** What installs the store's first app, in its oldest version. */
  private get app(): Record<string, string> {
    const { info } = this.stage;
    return {
      "rainbond:teamId": info.teamId ?? "",
      "rainbond:regionName": info.regionName,
      marketUrl: info.storeUrl,
      marketDomain: info.storeDomain,
      appModelId: info.appModelId,
      appModelVersion: info.versions.at(-1) ?? "",
    };
  }

  private async takeAway(project: string): Promise<void> {
    await this.run(project, ["destroy", "--yes", "--skip-preview"]);
    await this.run(project, ["stack", "rm", "--yes"]);
  }

  /** Fails unless the pods of a component run with this value. */
  private async expectVariable(cname: string, ids: Record<string, string>, name: string, value: string): Promise<void> {
    const there = (await this.stage.control.podEnvs(ids[cname] ?? ""))?.[name];
    if (there !== value) throw new Error(`${cname} doesn't run with the ${name} that is declared`);
    console.log(`${cname} runs with the ${name} that is declared.`);
  }

  /**
   * Asks for the page until it answers with this status: what is stopped takes a moment to end.
   * @param gateway where the gateway listens, for a domain that no name service knows
   */
  private async expectPage(url: string, status: number, gateway = url): Promise<void> {
    const way = gateway === url ? "" : ` --connect-to ::${new URL(gateway).host}`;
    console.log(`\n. $ curl -i${way} ${url}`);
    let answer = await visit(url, gateway);
    for (let asked = 1; answer.status !== status && asked < 100; asked++) {
      this.abandon.throwIfAborted();
      await setTimeout(100);
      answer = await visit(url, gateway);
    }
    console.log(`  ${answer.status} ${answer.text.trim()}`);
    if (answer.status !== status) throw new Error(`${url} answers ${answer.status}, not ${status}`);
  }

  private async configure(project: string, settings: Record<string, string>): Promise<void> {
    await this.run(project, ["stack", "init", this.stage.stack]);
    for (const [key, value] of Object.entries(settings)) await this.run(project, ["config", "set", key, value]);
  }

  private async outputs(project: string): Promise<unknown> {
    return JSON.parse(await this.run(project, ["stack", "output", "--json"], 0, false));
  }

  /** Runs `pulumi`, which must end with this exit code, and returns what it printed. */
  private async run(project: string, args: string[], exitCode = 0, isShown = true): Promise<string> {
    const outcome = await pulumi(this.stage, project, args, this.abandon, isShown);
    if (outcome.exitCode === exitCode) return outcome.stdout;
    const code = outcome.exitCode ?? "by a signal";
    throw new Error(`pulumi ${args.join(" ")} exited ${code}, not ${exitCode}${isShown ? "" : `:\n${outcome.stderr}`}`);
  }

  private async countRequests(): Promise<void> {
    const requests = await this.stage.control.requests();
    const writing = requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
    console.log(`\nThe server was asked ${requests.length} times, ${writing.length} of them to change something.`);
    for (const request of writing) console.log(`  ${request}`);
  }
}

function webOf(components: Component[]): Component {
  const web = components.find(({ serviceCname }) => serviceCname === webCname);
  if (!web) throw new Error(`the app has no component ${webCname}`);
  return web;
}
