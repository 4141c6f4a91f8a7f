/**
 * The environment of a person at a terminal that has colours, whatever the machine that runs the tests tells of its own: Node asks these
 * variables, and takes most CI systems for terminals without colours.
 */
export function atTerminal(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const untold = { CI: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined, NODE_DISABLE_COLORS: undefined };
  return { ...env, ...untold, TERM: "xterm" };
}
