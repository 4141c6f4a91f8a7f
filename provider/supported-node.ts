/** The oldest major version that the package runs on: the `engines` of package.json. */
const oldest = 20;

/** What is wrong with the Node that runs this, if something is. An older Node must understand this file, and what loads it. */
export function complaintAboutNode(version = process.versions.node): string | undefined {
  if (Number(version.split(".")[0]) >= oldest) return undefined;
  return `pulumi-rainbond needs Node ${oldest} or newer, and this is ${version}`;
}
