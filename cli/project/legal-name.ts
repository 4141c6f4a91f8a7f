const longestName = 40;
/** All but what an identifier may hold; an underscore parts name and number. */
const illegal = /(?:[^\p{ID_Continue}]|_)+/gu;

/** A name made legal and not too long, or the other one where nothing is left of it. */
export function legalName(name: string, otherwise: string): string {
  const readable = name.normalize("NFC").replace(illegal, "-").replace(/^-|-$/g, "");
  return Array.from(readable).slice(0, longestName).join("") || otherwise;
}
