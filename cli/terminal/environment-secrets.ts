import { readFileSync } from "node:fs";
import { concealLogin, concealSecret } from "../../provider/screen";

/** Variables that hold secrets by their names. Values that are too short to be one would be found everywhere. */
const secretName = /TOKEN|SECRET|PASSWORD|PASSPHRASE|ACCESS_KEY|API_KEY|PRIVATE_KEY/i;
/** And those that only say where one is. */
const placeName = /_(?:FILE|PATH|DIR)$/i;
const shortestSecret = 8;

/** Remembers every secret of the environment, so that no text of a report shows one. */
export function concealSecretsOf(environment: NodeJS.ProcessEnv): void {
  for (const [name, value = ""] of Object.entries(environment)) {
    const isOurs = name === "RAINBOND_TOKEN" || name === "RAINBOND_MARKET_ACCESS_KEY";
    const isSecret = secretName.test(name) && !placeName.test(name) && value.length >= shortestSecret;
    if (isOurs || isSecret) concealSecret(value);
    // A proxy needs no scheme.
    concealLogin(/_proxy$/i.test(name) && !value.includes("://") ? `http://${value}` : value);
  }
  const file = environment["RAINBOND_TOKEN_FILE"];
  if (file) concealSecret(contentOf(file));
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // The provider says that it can't be read.
  }
}
