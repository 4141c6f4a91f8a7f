import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

const root = resolve(__dirname, "..", "..");

/** A class or an interface, with what is said of it and of its members. */
export interface Documented {
  readonly text: string;
  /** By the members' names. */
  readonly members: ReadonlyMap<string, Member>;
}

/** A member, with its type as it is written. */
export interface Member {
  readonly text: string;
  readonly type: string;
}

/** Reads the docstrings of a class, an interface or a type in a file of the checkout. */
export function docstringsOf(file: string, name: string): Documented {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.ES2022, true);
  const found = source.statements.find((one) => isNamed(one, name));
  if (!found) throw new Error(`${file} has no ${name}`);
  const isWithMembers = ts.isClassDeclaration(found) || ts.isInterfaceDeclaration(found);
  const nodes: readonly ts.Node[] = isWithMembers ? found.members : [];
  const members = nodes.filter((node) => ts.isPropertySignature(node) || ts.isPropertyDeclaration(node));
  const entries = members.map(
    (node) => [node.name.getText(), { text: textOf(node), type: node.type?.getText() ?? "" }] as const,
  );
  return { text: textOf(found), members: new Map(entries) };
}

function isNamed(node: ts.Statement, name: string): boolean {
  const isDeclaration =
    ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
  return isDeclaration && node.name?.text === name;
}

function textOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).filter((one) => ts.isJSDoc(one));
  const text = ts.getTextOfJSDocComment(comments.at(-1)?.comment) ?? "";
  return text
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .replace(/([^\n])\n(?!\n)/g, "$1 ")
    .trim();
}
