import { dirname, join } from "node:path";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { example } from "./dynamic-host";
import { plain, ProviderHost, startProcess, structOf, type Properties } from "./provider-host";

/** The plugin's own executable, of the package that a user's program finds. */
export class PluginHost extends ProviderHost {
  /** Starts it with this environment, and configures it so; without a URN as engines of before 2025 did, which told none. */
  static async start(
    environment: NodeJS.ProcessEnv,
    configuration: Properties = {},
    { cwd = example, urn }: { cwd?: string; urn?: string } = {},
  ): Promise<PluginHost> {
    const manifest = require.resolve("pulumi-rainbond/package.json", { paths: [cwd] });
    const executable = join(dirname(manifest), "dist", "plugin", "pulumi-resource-rainbond");
    const host = new PluginHost(await startProcess(executable, [], { env: environment }));
    await host.shakeHands();
    await host.configure(configuration, urn);
    return host;
  }

  /** The port that it has printed. */
  get port(): string {
    return this.printed[0] ?? "";
  }

  /** Whether a change of the provider's arguments is one, and what it replaces. */
  async diffConfig(olds: Properties, news: Properties): Promise<{ diffs: string[]; replaces: string[] }> {
    const request = new messages.DiffRequest();
    request.setUrn("urn:pulumi:dev::market-app::pulumi:providers:rainbond::console");
    request.setOldInputs(structOf(olds));
    request.setNews(structOf(news));
    const response = await this.ask<messages.DiffResponse>((callback) => this.client.diffConfig(request, callback));
    return { diffs: response.getDiffsList(), replaces: response.getReplacesList() };
  }

  /** What a function answers. */
  async invoke(token: string, args: Properties): Promise<Properties> {
    const request = new messages.InvokeRequest();
    request.setTok(token);
    request.setArgs(structOf(args));
    const response = await this.ask<messages.InvokeResponse>((callback) => this.client.invoke(request, callback));
    return plain(response.getReturn());
  }

  async cancel(): Promise<void> {
    await this.ask<Empty>((callback) => this.client.cancel(new Empty(), callback));
  }

  private async shakeHands(): Promise<void> {
    const request = new messages.ProviderHandshakeRequest();
    await this.ask<messages.ProviderHandshakeResponse>((callback) => this.client.handshake(request, callback));
  }
}
