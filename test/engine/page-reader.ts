import { readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { Outcome } from "../../tools/command";
import { runCommand } from "../../tools/command";

const root = resolve(__dirname, "..", "..");

/** What a page tells its reader to do, in its order. */
export type Step = { readonly commands: string } | { readonly file: string; readonly content: string };

/** The blocks of commands and the named files of a page. What belongs into a clone of the repository is left out. */
export async function stepsOf(page: string): Promise<Step[]> {
  const text = await readFile(join(root, page), "utf8");
  return [...text.matchAll(/(?:`([\w.]+)`[:：]\n\n)?^```(\w+)\n(.*?)^```/gms)].flatMap(
    ([, file, language, content = ""]): Step[] => {
      if (file !== undefined) return [{ file, content }];
      return language === "sh" && !content.includes("npm run demo") ? [{ commands: content }] : [];
    },
  );
}

/** Somebody who does what a page says, from an empty folder on, in one shell. */
export class PageReader {
  /** @param replacements what the reader writes in place of what the page says, a text each */
  constructor(
    private readonly folder: string,
    private readonly replacements: ReadonlyMap<string, string>,
    /** The folder of the package manager's commands. */
    private readonly bins: string,
  ) {}

  /** Does a step in the folder that the last one ended in, with the variables that were exported so far. A command that fails ends it. */
  async do(step: Step): Promise<Outcome> {
    const memory = join(this.folder, "memory.sh");
    if ("file" in step) {
      const text = this.written(step.content);
      await writeFile(join(this.folder, "content"), text);
      return this.bash(`. ${memory}\ncp ${join(this.folder, "content")} ${step.file}`);
    }
    const begin = `[ ! -e ${memory} ] || . ${memory}\nset -e\n`;
    return this.bash(`${begin}${this.written(step.commands)}\n{ export -p; echo "cd '$PWD'"; } > ${memory}\n`);
  }

  private written(text: string): string {
    return [...this.replacements].reduce((sofar, [said, meant]) => sofar.replaceAll(said, meant), text);
  }

  private bash(script: string): Promise<Outcome> {
    return runCommand("bash", ["-c", script], { cwd: this.folder, env: this.env });
  }

  /** Of a home of its own, but for what package managers keep. */
  private get env(): NodeJS.ProcessEnv {
    const own = /^(PULUMI_|RAINBOND_|NODE_OPTIONS$)/;
    return {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name))),
      HOME: this.folder,
      PULUMI_HOME: join(this.folder, "pulumi"),
      PATH: [this.bins, process.env["PATH"]].join(delimiter),
      PULUMI_SKIP_CONFIRMATIONS: "true",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      npm_config_cache: join(homedir(), ".npm"),
      npm_config_userconfig: join(homedir(), ".npmrc"),
      XDG_DATA_HOME: join(homedir(), ".local", "share"),
      npm_config_audit: "false",
      YARN_ENABLE_TELEMETRY: "false",
    };
  }
}
