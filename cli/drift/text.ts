import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { concealSecret, redact } from "../../provider/errors";

/** Variables that hold secrets by their names. Values that are too short to be one would be found everywhere. */
const secretName = /TOKEN|SECRET|PASSWORD|ACCESS_KEY|API_KEY|PRIVATE_KEY/i;
const shortestSecret = 8;

/** Remembers every secret of the environment, so that no text of a report shows one. */
export function concealSecretsOf(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment)) {
    const isOurs = name === "RAINBOND_TOKEN" || name === "RAINBOND_MARKET_ACCESS_KEY";
    if (isOurs || (secretName.test(name) && (value?.length ?? 0) >= shortestSecret)) concealSecret(value);
  }
  const file = environment["RAINBOND_TOKEN_FILE"];
  if (file) concealSecret(contentOf(file));
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return ""; // The provider says that it can't be read.
  }
}

/** The text in one line, without colours, control characters and secrets. */
export function cleanText(text: string): string {
  const line = stripVTControlCharacters(text).replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  return redact(line.replace(/ +/g, " ").trim());
}

/** The text, cut where it is longer than so many characters. */
export function shortened(text: string, longest: number): string {
  const characters = Array.from(text);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : text;
}
