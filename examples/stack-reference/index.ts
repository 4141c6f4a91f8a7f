import * as pulumi from "@pulumi/pulumi";
import * as rainbond from "pulumi-rainbond";

const config = new pulumi.Config();
const stack = `${pulumi.getOrganization()}/${config.get("backend") ?? "market-app"}/${pulumi.getStack()}`;

const backend = new rainbond.MarketAppReference(new pulumi.StackReference(stack));
const web = backend.component(config.get("web") ?? "Web");
const database = backend.component(config.get("database") ?? "Database");

export const url = web.accessUrls[0];
export const databaseEndpoint = database.innerEndpoints[0];

const frontend = new rainbond.App("frontend", {
  appNote: pulumi.interpolate`Shows ${url} and reads the database at ${databaseEndpoint}`,
});

export const frontendAppId = frontend.appId;
