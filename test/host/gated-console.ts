import { marketAppProvider } from "../../provider/resources/provider-text";
import { SimulatorControl, startSimulator, type Simulator } from "../../simulator";
import { demoArguments } from "../engine/market-app-program";
import { DynamicHost } from "./dynamic-host";
import { Gate } from "./gate";
import type { Properties } from "./provider-host";

/** A console whose calls can be held at a gate, and the dynamic providers that work on it. */
export class GatedConsole {
  readonly control: SimulatorControl;
  private readonly hosts: DynamicHost[] = [];

  private constructor(
    readonly simulator: Simulator,
    readonly gate: Gate,
  ) {
    this.control = new SimulatorControl(simulator.url);
  }

  static async open(): Promise<GatedConsole> {
    const simulator = await startSimulator({ demo: true, speed: 100 });
    return new GatedConsole(simulator, await Gate.before(simulator.url));
  }

  /** Ends the providers that still run, then the console. */
  async close(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.stop()));
    await this.gate.close();
    await this.simulator.close();
  }

  async startHost(environment: NodeJS.ProcessEnv = {}): Promise<DynamicHost> {
    const { info } = this.simulator;
    const configuration = { "rainbond:teamId": info.teamId ?? "", "rainbond:regionName": info.regionName };
    const access = { RAINBOND_ENDPOINT: this.gate.url, RAINBOND_TOKEN: info.adminToken };
    const host = await DynamicHost.start({ ...access, ...environment }, configuration);
    this.hosts.push(host);
    return host;
  }

  /** Installs the demo's app by a provider. */
  async create(host: DynamicHost, name: string, changes: Properties = {}): Promise<Properties> {
    return (await host.create(await this.inputs(host, name, changes))).outputs;
  }

  /** What the provider's check makes of a declaration of the demo's app. */
  async inputs(host: DynamicHost, name: string, changes: Properties = {}): Promise<Properties> {
    const declared = {
      ...demoArguments(this.simulator.info),
      __rbUrn: `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/rainbond:MarketApp::${name}`,
      __provider: marketAppProvider,
      ...changes,
    };
    return (await host.check({}, declared)).inputs;
  }

  /** The writes that the console was asked for so far: `POST apps`. */
  async writes(): Promise<string[]> {
    const asked = await this.control.requests();
    return asked.flatMap(({ method, path }) => {
      const [last = ""] = path.split("/").at(-1)?.split("?") ?? [];
      return method === "GET" ? [] : [`${method} ${last}`];
    });
  }
}

/** True for the call that installs an app. */
export const isInstall = (method: string, path: string): boolean => method === "POST" && path.includes("/install");
