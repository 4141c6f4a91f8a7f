import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

const projectFiles = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** True if a Pulumi project is in the folder itself. */
export function holdsProject(folder: string): boolean {
  return projectFiles.some((file) => existsSync(join(folder, file)));
}

/** The folder itself or the next one above it that holds a project, as Pulumi finds it; the folder itself if there is none. */
export function projectFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (holdsProject(folder)) return folder;
    if (folder === dirname(folder)) return start;
  }
}
