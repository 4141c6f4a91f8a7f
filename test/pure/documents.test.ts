import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { z } from "zod";
import { webConsole } from "../../provider/screen";

const root = resolve(__dirname, "..", "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
/** What is there in both languages, in English; the Chinese page lies beside it. */
const inBothLanguages = ["README.md", "docs/getting-started.md", "docs/errors.md"];
const chineseOf = (path: string): string => path.replace(/\.md$/, ".zh-CN.md");

/** All files below a folder, as paths with `/`. */
function pathsIn(folder: string): string[] {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return paths.map((path) => `${folder}/${path.replaceAll("\\", "/")}`);
}

const documents = ["README.md", "README.zh-CN.md", ...pathsIn("docs")]
  .concat(readdirSync(join(root, "examples")).map((name) => `examples/${name}/README.md`))
  .filter((path) => path.endsWith(".md") && ts.sys.fileExists(join(root, path)));

const { compilerOptions } = z.object({ compilerOptions: z.looseObject({}) }).parse(JSON.parse(read("tsconfig.json")));

/** What a text around a program has introduced: names that a program may use without making them itself. */
const introduced = `
declare const pulumi: typeof import("@pulumi/pulumi");
declare const rainbond: typeof import("pulumi-rainbond");
declare const app: import("pulumi-rainbond").MarketAppArgs;
declare const blog: import("pulumi-rainbond").MarketApp;
`;

/** The programs of a document, each as if it were a file beside the README. */
function programsOf(path: string): [name: string, source: string][] {
  const programs = [...read(path).matchAll(/```ts\n(.*?)```/gs)].map(([, program = ""]) => program);
  return programs.map((program, index) => [join(root, `${path.replaceAll("/", "-")}-${index}.ts`), program]);
}

/** What the compiler says of these files. */
function complaintsAbout(files: ReadonlyMap<string, string>): string[] {
  const ownName = {
    "pulumi-rainbond": ["./provider/index.ts"],
    "pulumi-rainbond/native": ["./provider/resources/native/index.ts"],
    "pulumi-rainbond/*": ["./*/index.ts"],
  };
  const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, types: ["node"], paths: ownName }, root);
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => files.has(name) || disk.fileExists(name),
    getSourceFile: (name, version) => {
      const source = files.get(name);
      return source === undefined ? disk.getSourceFile(name, version) : ts.createSourceFile(name, source, version);
    },
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const inFiles = [...files.keys()].flatMap((name) => ts.getPreEmitDiagnostics(program, program.getSourceFile(name)));
  return inFiles.map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName ?? ""}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

test("every program that a document shows compiles as it stands there", () => {
  const programs = documents.flatMap(programsOf);
  expect(programs.length).toBeGreaterThan(5);
  const modules = programs.map(([name, source]): [string, string] => [name, `${source}\nexport {};\n`]);
  expect(complaintsAbout(new Map([[join(root, "introduced.d.ts"), introduced], ...modules]))).toEqual([]);
});

/** A part of a document under one heading, as far as its language doesn't matter. */
interface Section {
  level: number;
  /** Without comments, which are in the document's language. */
  code: string[];
  /** The code in each row of each table. */
  rows: string[][];
  items: number;
  codeInText: string[];
  links: string[];
}

const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

/** A link to a page in either language, or to this page in the other one, as a link to its English form. */
function inEnglish(target: string): string {
  return target.replace(".zh-CN.md", ".md");
}

function sectionOf(text: string): Section {
  const code = [...text.matchAll(/^```(.*?)^```/gms)].map(([, block = ""]) => block.replaceAll(/ *(#|\/\/) .*$/gm, ""));
  const lines = text.replaceAll(/^```.*?^```/gms, "").split("\n");
  const rows = lines.filter((line) => line.startsWith("|"));
  const prose = lines.filter((line) => !line.startsWith("|")).join("\n");
  return {
    level: /^#+/.exec(text)?.[0].length ?? 0,
    code,
    rows: rows.map(codeIn),
    items: lines.filter((line) => line.startsWith("- ")).length,
    codeInText: [...new Set(codeIn(prose))].sort(),
    links: [...prose.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => inEnglish(target)).sort(),
  };
}

test.each(inBothLanguages)(
  "the Chinese %s mirrors the English one, section by section: code, tables, lists and links",
  (path) => {
    const sectionsOf = (one: string): Section[] =>
      read(one)
        .split(/^(?=#)(?!# [a-z])/m)
        .map(sectionOf);
    expect(sectionsOf(chineseOf(path))).toEqual(sectionsOf(path));
  },
);

test("the page on dependencies names each that is installed with the package, with its own licence", () => {
  const manifest = z.object({ dependencies: z.record(z.string(), z.string()), peerDependencies: z.object({}).loose() });
  const { dependencies, peerDependencies } = manifest.parse(JSON.parse(read("package.json")));
  const names = [...Object.keys(peerDependencies), ...Object.keys(dependencies)];
  const licenceOf = (name: string): string =>
    z.object({ license: z.string() }).parse(JSON.parse(read(`node_modules/${name}/package.json`))).license;
  const rows = [...read("docs/dependencies.md").matchAll(/^\| `([^`]+)` +\| (\S+) +\| .*\|$/gm)];
  const named = rows
    .map(([, name, licence]): unknown[] => [name, licence])
    .filter(([name]) => names.includes(String(name)));
  expect(named.sort()).toEqual(names.map((name) => [name, licenceOf(name)]).sort());
});

test("the report that the page on CI shows is what the command writes", () => {
  const rowsOf = (text: string): string[] =>
    text.split("\n").flatMap((line) => (line.startsWith("| `blog`") ? [line.replaceAll(/ +/g, " ")] : []));
  const shown = rowsOf(read("docs/ci.md"));
  expect(shown).toHaveLength(3);
  expect(rowsOf(read("test/pure/cli/golden/report.md"))).toEqual(expect.arrayContaining(shown));
});

test("a place in the web console has the names of the console's own menus, in documents and in messages", () => {
  const menus = Object.values(webConsole).flatMap((both) => both.slice(0, -1).split(" ("));
  const texts = [...documents, ...pathsIn("provider"), ...pathsIn("cli")]
    .filter((path) => /\.(md|ts)$/.test(path) && path !== "provider/screen/web-console.ts")
    .map(read);
  const named = texts.flatMap((text) =>
    [...text.matchAll(/(?=\b(?:Personal center|Platform)\b|个人中心|平台管理)/g)].map(({ index }) =>
      text.slice(index, index + 40),
    ),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((place) => !menus.some((menu) => place.startsWith(menu)))).toEqual([]);
});
