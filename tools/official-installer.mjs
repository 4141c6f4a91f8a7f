// Installs the Pulumi CLI of the SDK's version into the folder that the first argument names.
import automation from "@pulumi/pulumi/automation/index.js";

const [, , root] = process.argv;
if (root === undefined) throw new Error("Usage: official-installer.mjs <folder>");
await automation.PulumiCommand.install({ root });
