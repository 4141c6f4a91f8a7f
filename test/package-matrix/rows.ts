/** One way to use the package: what a row of the matrix tries. */
export interface Row {
  /** The major version of Node. */
  readonly node: (typeof nodes)[number];
  /** The version of `@pulumi/pulumi`. */
  readonly sdk: (typeof sdks)[number];
  readonly kind: (typeof kinds)[number];
  readonly manager: (typeof managers)[number];
}

const nodes = [20, 22, 24] as const;
const sdks = ["3.220.0", "3.270.0", "latest"] as const;
/** TypeScript and JavaScript as CommonJS, and both as ES modules. */
const kinds = ["TypeScript", "JavaScript", "ESM", "ESM TypeScript"] as const;
const managers = ["npm", "pnpm", "yarn"] as const;

/** Newer SDKs ask for Node 22. */
const isAllowed = ({ node, sdk }: Row): boolean => node !== 20 || sdk === "3.220.0";

/** All that Pulumi itself allows. */
export const allRows: readonly Row[] = nodes
  .flatMap((node) =>
    sdks.flatMap((sdk) => kinds.flatMap((kind) => managers.map((manager): Row => ({ node, sdk, kind, manager })))),
  )
  .filter(isAllowed);

/** One row a pair of Node and SDK, in which kinds and package managers take turns. */
export const rowsByTurns: readonly Row[] = allRows.filter(({ node, sdk, kind, manager }) => {
  const turn = nodes.indexOf(node) + sdks.indexOf(sdk);
  return (
    kinds.indexOf(kind) === turn % kinds.length &&
    managers.indexOf(manager) === (turn + nodes.indexOf(node)) % managers.length
  );
});

/** A row as people name it. */
export function nameOf({ node, sdk, kind, manager }: Row): string {
  return `Node ${node}, SDK ${sdk}, ${kind}, ${manager}`;
}
