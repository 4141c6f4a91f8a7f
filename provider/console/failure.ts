import { AxiosError, type AxiosResponse } from "axios";
import { ConsoleError, RainbondError, messageOf } from "../errors";
import { classify, type FailedAnswer, type Verdict } from "./classify";
import { silenceOf } from "./unanswered";

/** What a failure says of the call. */
export interface Where {
  /** What the call was for, as it reads behind "can't". */
  readonly doing: string;
  readonly call: string;
  /** The proxy in between, without its login. */
  readonly through: string | undefined;
  /** The right in the team that the call needs, where the console enforces one. */
  readonly right: string | undefined;
}

/** The failure of a call that wasn't answered with a success. An axios error itself is never kept: it holds the token. */
export function failureOf(thrown: unknown, { through, right, ...where }: Where): Error {
  if (thrown instanceof RainbondError) return thrown;
  if (!(thrown instanceof AxiosError)) return new RainbondError(messageOf(thrown));
  const { response } = thrown;
  const verdict = response ? verdictOn(response) : { ...silenceOf(thrown), said: "" };
  const isConsoles = response !== undefined && verdict.came === undefined;
  const behind = through === undefined || isConsoles ? undefined : `through the proxy ${through}`;
  const means = [verdict.means, behind].filter((part) => part !== undefined).join(", ") || undefined;
  const isRight = verdict.kind === "forbidden" && right !== undefined;
  const cure = isRight ? `Give the token's user a role in the team that has the right ${right}` : verdict.cure;
  return new ConsoleError({ ...verdict, means, cure, httpStatus: response?.status, ...where });
}

/** What a failed answer means. */
export function verdictOn(response: AxiosResponse<unknown>): Verdict {
  const verdict = classify({ httpStatus: response.status, ...bodyOf(response) });
  if (verdict.kind !== "redirected") return verdict;
  return { ...verdict, said: "", came: `a redirect to ${targetOf(response)}` };
}

/** What came in an answer. */
export function bodyOf(response: AxiosResponse<unknown>): Omit<FailedAnswer, "httpStatus"> {
  return { body: jsonOf(response.data), isHtml: String(response.headers["content-type"] ?? "").includes("text/html") };
}

/** The JSON of a body; `undefined` for an empty one, the raw text where it isn't JSON. */
function jsonOf(body: unknown): unknown {
  if (typeof body !== "string" || body === "") return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** Where a redirect leads to, without what may be secret in it. */
function targetOf({ headers, config }: AxiosResponse<unknown>): string {
  const target = String(headers["location"] ?? "");
  if (target === "" || !URL.canParse(target, config.baseURL)) return "nowhere";
  const { origin, pathname } = new URL(target, config.baseURL);
  return `${origin}${pathname}`;
}
