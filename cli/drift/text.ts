import { readFileSync } from "node:fs";
import { concealLogin, concealSecret } from "../../provider/screen";

/** Variables that hold secrets by their names. Values that are too short to be one would be found everywhere. */
const secretName = /TOKEN|SECRET|PASSWORD|ACCESS_KEY|API_KEY|PRIVATE_KEY/i;
const shortestSecret = 8;

/** Remembers every secret of the environment, so that no text of a report shows one. */
export function concealSecretsOf(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment)) {
    const isOurs = name === "RAINBOND_TOKEN" || name === "RAINBOND_MARKET_ACCESS_KEY";
    if (isOurs || (secretName.test(name) && (value?.length ?? 0) >= shortestSecret)) concealSecret(value);
    // A proxy's address may hold a login.
    concealLogin(value ?? "");
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
