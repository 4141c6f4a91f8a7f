import { parse, satisfies, validRange, type SemVer } from "semver";
import { RainbondError } from "../errors";

/** One, two or three numbers, with what may follow: people rarely write all three. */
const numbers = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+].+)?$/i;
const longestList = 20;

/** The versions in a range as npm writes them, in the order in which they are given. Throws what is no range, no version, or matched by none. */
export function inRange(versions: readonly string[], range: string): string[] {
  if (validRange(range) === null)
    throw new RainbondError(`range: "${range}" isn't a range of versions such as ^1.2 or 1.x`);
  const known = versions.flatMap((version) => {
    const parsed = semverOf(version);
    return parsed ? [{ version, parsed }] : [];
  });
  const there = versions
    .slice(0, longestList)
    .map((version) => `"${version}"`)
    .join(", ");
  if (known.length === 0) {
    throw new RainbondError(
      `range: of the app's versions (${there}) none is a version such as 1.2.3, to which a range could apply. Name one of them`,
    );
  }
  const hits = known.filter(({ parsed }) => satisfies(parsed, range)).map(({ version }) => version);
  if (hits.length === 0) throw new RainbondError(`range: no version is in "${range}"; there are ${there}`);
  return hits;
}

/** A version as semver knows it: numbers that are left out are 0. */
function semverOf(version: string): SemVer | null {
  const [, major, minor = "0", patch = "0", rest = ""] = numbers.exec(version) ?? [];
  return major === undefined ? null : parse(`${major}.${minor}.${patch}${rest}`, { loose: true });
}
