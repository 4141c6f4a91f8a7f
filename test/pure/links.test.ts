import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import GithubSlugger from "github-slugger";
import { z } from "zod";

const root = resolve(__dirname, "..", "..");

/** What the package holds, by `npm pack`. */
const packed = new Set(filesOfPackage());

function filesOfPackage(): string[] {
  const { stdout } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
  });
  const [first] = z.array(z.object({ files: z.array(z.object({ path: z.string() })) })).parse(JSON.parse(stdout));
  return first?.files.map(({ path }) => path) ?? [];
}

const ofOurs = readdirSync(root).filter((name) => name.endsWith(".md"));
const pages = [...new Set([...ofOurs, ...[...packed].filter((path) => path.endsWith(".md"))])];

/** A page's text without its programs, in which brackets mean something else. */
function proseOf(page: string): string {
  return readFileSync(join(root, page), "utf8").replaceAll(/^```.*?^```/gms, "");
}

/** The anchors that GitHub makes of a page's headings, and those that it sets itself. */
function anchorsOf(page: string): string[] {
  const slugger = new GithubSlugger();
  const prose = proseOf(page);
  const headings = [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading.replaceAll(/[`*]|\\(?=[<>_])/g, ""),
  );
  const own = [...prose.matchAll(/<a id="([^"]+)"/g)].map(([, id = ""]) => id);
  return [...headings.map((heading) => slugger.slug(heading)), ...own];
}

/** What is wrong with a link of a page, or undefined. */
function faultOf(page: string, target: string): string | undefined {
  if (/^https:\/\/\S+$/.test(target)) return undefined;
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : normalize(join(dirname(page), path)).replace(/\/$/, "");
  if (!existsSync(join(root, file))) return `${page}: ${target} is nowhere`;
  const isFolder = statSync(join(root, file)).isDirectory();
  const isPacked = isFolder ? [...packed].some((one) => one.startsWith(`${file}/`)) : packed.has(file);
  if (packed.has(page) && !isPacked) return `${page}: ${target} isn't in the package`;
  if (anchor !== undefined && !anchorsOf(file).includes(anchor)) return `${page}: ${target} has no such heading`;
  return undefined;
}

test("every link and image of a page leads to what is there, within the package too, and every anchor to a heading", () => {
  const links = pages.flatMap((page) =>
    [...proseOf(page).matchAll(/\]\(([^)\s]+)\)|<img [^>]*src="([^"]+)"/g)].map(([, link, image]): [string, string] => [
      page,
      link ?? image ?? "",
    ]),
  );
  expect(links.length).toBeGreaterThan(100);
  expect(links.flatMap(([page, target]) => faultOf(page, target) ?? [])).toEqual([]);
});

test.each([
  ["docs/nowhere.md", "is nowhere"],
  ["CONTRIBUTING.md", "isn't in the package"],
  ["docs/simulator.md#faultz", "has no such heading"],
])("a link to %s is found", (target, fault) => {
  expect(faultOf("README.md", target)).toBe(`README.md: ${target} ${fault}`);
});
