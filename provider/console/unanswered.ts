import { AxiosError } from "axios";
import type { ConsoleErrorKind, Effect } from "../errors";
import { distrustCodes, distrustCure } from "../trust";
import { cures } from "./cures";

/** What a call without an answer means. */
export interface Silence {
  readonly kind: ConsoleErrorKind;
  readonly effect: Effect;
  /** What came instead of an answer. */
  readonly came: string;
  readonly means?: string | undefined;
  readonly cure: string;
}

/** What a failure of TLS means; always before anything is sent. */
interface TlsFailure {
  readonly came?: string;
  readonly means: string;
  readonly cure: string;
}

const unknownAuthority: TlsFailure = {
  means: "which comes from an authority that isn't known here",
  cure: distrustCure,
};
const plainHttp: TlsFailure = {
  came: "no TLS",
  means: "what answers there speaks plain http",
  cure: "Set RAINBOND_ENDPOINT to the same with http://, or to the port that speaks TLS",
};
const notInForce: TlsFailure = {
  means: "so its certificate isn't in force now",
  cure: "Have it renewed, unless this machine's clock is wrong",
};

/** By OpenSSL's and Node's codes. */
const tlsFailures: Readonly<Record<string, TlsFailure>> = {
  ...Object.fromEntries(distrustCodes.map((code) => [code, unknownAuthority])),
  CERT_HAS_EXPIRED: notInForce,
  CERT_NOT_YET_VALID: notInForce,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    means: "so the certificate is another host's",
    cure: "Use a host name in RAINBOND_ENDPOINT that the certificate names",
  },
  ERR_SSL_WRONG_VERSION_NUMBER: plainHttp,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: plainHttp,
};

/** OpenSSL's numbers of the same, which are all that older versions of Node pass on. */
const plainHttpByNumber = /:0A0000C6:|:0A00010B:/;
const isTls = /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|HOSTNAME_MISMATCH)/;
const isUnsent = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ERR_INVALID_URL)$/;
/** Where a text of OpenSSL's has its reason: `…:error:0A000410:SSL routines:function:reason:file:line:` */
const opensslReason = /:error:[0-9A-F]{8}:[^:]*:[^:]*:([^:]+):/;

/** What it means that no answer came. */
export function silenceOf(error: AxiosError): Silence {
  const { code = "", message } = error;
  if (code === AxiosError.ERR_CANCELED) return noAnswer("no answer within the time limit");
  if (isTls.test(code)) return tlsSilence(code, message);
  if (code.startsWith("HPE_")) {
    return {
      ...noAnswer("an answer that isn't HTTP"),
      cure: "If that port speaks TLS, set RAINBOND_ENDPOINT to https://; else look what listens there",
    };
  }
  const came = message !== "" && message !== "Error" ? message : code || "no connection";
  if (isUnsent.test(code) || isConnecting(error)) {
    return { kind: "unreachable", effect: "none", came, cure: cures.unreachable };
  }
  return noAnswer(came);
}

function noAnswer(came: string): Silence {
  return { kind: "noAnswer", effect: "unknown", came, cure: cures.noAnswer };
}

/** True if the failure came before there was a connection. */
function isConnecting({ cause }: AxiosError): boolean {
  return cause instanceof Error && "syscall" in cause && cause.syscall === "connect";
}

function tlsSilence(code: string, message: string): Silence {
  const known = plainHttpByNumber.test(message) ? plainHttp : tlsFailures[code];
  // Newer versions of Node add advice of their own behind a semicolon.
  const reason = opensslReason.exec(message)?.[1] ?? message.replace(/;.*/s, "");
  return {
    kind: "unreachable",
    effect: "none",
    came: known?.came ?? reason,
    means: known?.means ?? "in the TLS handshake",
    cure: known?.cure ?? "Check that RAINBOND_ENDPOINT is the console's, and which versions of TLS its gateway speaks",
  };
}
