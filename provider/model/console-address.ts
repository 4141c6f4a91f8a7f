/**
 * The canonical spelling of a console's address: scheme, host, a port that isn't the scheme's own, and the path that the console is behind, if
 * any; `undefined` for anything else. White space around it, capitals, slashes at its end and the API's own path are put right. What
 * has a login, a query or a fragment is no address of a console.
 */
export function consoleAddress(given: string): string | undefined {
  const text = given.trim();
  if (!/^https?:\/\/[^\s/?#@\\]+(\/[^\s?#@\\]*)?$/i.test(text) || !URL.canParse(text)) return undefined;
  const { origin, pathname } = new URL(text);
  const behind = pathname.replace(/\/+$/, "").replace(/\/openapi(\/v1)?$/i, "");
  return origin + behind.replace(/\/+$/, "");
}
