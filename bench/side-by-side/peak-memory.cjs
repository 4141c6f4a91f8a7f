// Loaded into Pulumi's processes: those of providers write the most memory that they had, in kB, into a file of the folder PEAKS.
const { writeFileSync } = process.getBuiltinModule("node:fs");
const path = process.getBuiltinModule("node:path");

const folder = process.env["PEAKS"];
if (folder !== undefined && (process.argv[1] ?? "").includes("@pulumi/pulumi/cmd/dynamic-provider")) {
  setInterval(() => {
    writeFileSync(path.join(folder, String(process.pid)), String(process.resourceUsage().maxRSS));
  }, 100).unref();
}
