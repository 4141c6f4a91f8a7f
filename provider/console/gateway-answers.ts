import type { ConsoleErrorKind, Effect } from "../errors";

/** What an answer means that isn't the console's own, but that of a gateway, proxy, firewall or load balancer in front of it. */
export interface GatewayAnswer {
  readonly kind: ConsoleErrorKind;
  readonly effect: Effect;
  readonly means?: string;
  /** What to do about it, where that isn't the same for the whole kind. */
  readonly cure?: string;
  /** True for a status that no console gives by itself, whatever the body looks like. */
  readonly isNeverTheConsoles?: boolean;
}

/** Such an answer, and the statuses that it comes with. */
type Row = readonly [statuses: readonly number[], answer: GatewayAnswer];

const refused = { kind: "gatewayRefused", effect: "none" } as const;
const gaveUp = { kind: "gatewayGaveUp", effect: "unknown" } as const;
/** It says itself that it never reached the console. */
const neverPassedOn = { ...gaveUp, effect: "none" } as const;
const limit = { ...refused, isNeverTheConsoles: true } as const;

/** By RFC 9110 and 6585, nginx (494 to 499), and Cloudflare (520 to 530). */
const rows: readonly Row[] = [
  [[301, 302, 303, 307, 308], { kind: "redirected", effect: "none" }],
  [
    [400],
    {
      ...refused,
      means: "a gateway or web server refuses the request as it stands",
      cure: "Check RAINBOND_ENDPOINT: a port that speaks TLS answers http:// so, and a gateway or console that doesn't know the host's name",
    },
  ],
  [
    [401],
    {
      ...refused,
      means: "a gateway in front of the console asks for a login of its own",
      cure: "Have it let /openapi/v1 through with the console's token, or set RAINBOND_ENDPOINT to an address that leads around it",
    },
  ],
  [
    [403],
    {
      ...refused,
      means: "a gateway, proxy or firewall refuses the call",
      cure: "Have its operator let /openapi/v1 of the console through; its log tells what it minds",
    },
  ],
  [[404, 410], { kind: "notRainbond", effect: "none" }],
  [
    [405, 501],
    {
      ...refused,
      means: "a gateway or web server doesn't allow the method",
      cure: "Have it let GET, POST, PUT and DELETE through; if it is a plain web server, check RAINBOND_ENDPOINT",
    },
  ],
  [
    [407],
    {
      ...limit,
      means: "the proxy asks for a login",
      cure: "Put it into HTTPS_PROXY or HTTP_PROXY (http://user:password@proxy:3128), or name the console's host in NO_PROXY",
    },
  ],
  [
    [408],
    {
      ...gaveUp,
      means: "the gateway waited too long for the request",
      cure: "Run the command again; if it stays so, look at the network between here and the gateway",
    },
  ],
  [
    [411, 413],
    {
      ...limit,
      means: "the gateway takes no body of this size",
      cure: "Have its limit for the bodies of requests raised",
    },
  ],
  [[414], { ...limit, means: "the gateway takes no address of this length", cure: "Have its limit for them raised" }],
  [
    [421],
    {
      ...limit,
      means: "the gateway isn't meant for this host",
      cure: "Check the host in RAINBOND_ENDPOINT: it must be one of the gateway's, and of its certificate",
    },
  ],
  [[425], { ...limit, means: "the gateway wants the request later", cure: "Run the command again" }],
  [
    [426, 505],
    {
      ...limit,
      means: "the gateway wants another protocol",
      cure: "Check the scheme of RAINBOND_ENDPOINT, http or https, and that the gateway takes HTTP/1.1",
    },
  ],
  [[429], { kind: "rateLimited", effect: "none", isNeverTheConsoles: true, means: "too many calls in a short time" }],
  [
    [431, 494],
    {
      ...limit,
      means: "the gateway takes no headers of this size",
      cure: "Check RAINBOND_TOKEN, which should be short; else have the gateway's limit raised",
    },
  ],
  [[444, 499], { ...gaveUp, means: "a gateway closed the connection" }],
  [
    [495, 496],
    {
      ...limit,
      means: "the gateway wants a certificate of the caller",
      cure: "Set RAINBOND_ENDPOINT to an address of the console that asks for none",
    },
  ],
  [[497], { ...limit, means: "the port speaks TLS", cure: "Set RAINBOND_ENDPOINT to the same with https://" }],
  [[502], { ...gaveUp, means: "the gateway got no proper answer from the console" }],
  [[503], { ...gaveUp, means: "nothing behind the gateway takes the call: the console starts, or is down" }],
  [[504], { ...gaveUp, means: "the console didn't answer the gateway in time" }],
  [
    [511],
    {
      ...limit,
      means: "the network asks for a login before it lets anything through",
      cure: "Log in to the network, then run the command again",
    },
  ],
  [[520, 522, 524, 527], { ...gaveUp, means: "the gateway got no proper answer from the console" }],
  [[521, 523, 530], { ...neverPassedOn, means: "the gateway doesn't reach the console" }],
  [
    [525, 526],
    {
      ...neverPassedOn,
      means: "the gateway and the console don't agree on TLS",
      cure: "Have its operator mend the certificate between the gateway and the console",
    },
  ],
];

const known = new Map(rows.flatMap(([statuses, answer]) => statuses.map((status) => [status, answer] as const)));

/** What an answer of this status means that doesn't look like the console's own. */
export function gatewayAnswer(httpStatus: number): GatewayAnswer {
  const answer = known.get(httpStatus);
  if (answer) return answer;
  if (httpStatus < 400) return { kind: "redirected", effect: "none" };
  return httpStatus < 500 ? { kind: "notRainbond", effect: "none" } : { kind: "crashed", effect: "unknown" };
}
