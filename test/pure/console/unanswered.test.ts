import { AxiosError } from "axios";
import { silenceOf } from "../../../provider/console/unanswered";

const silence = (code: string, message = "some words", cause?: Error) =>
  silenceOf(Object.assign(new AxiosError(message, code), { cause }));

const openssl = (number: string, reason: string): string =>
  `write EPROTO 00AB:error:${number}:SSL routines:ssl3_get_record:${reason}:../deps/openssl/openssl/ssl/record/ssl3_record.c:354:\n`;

test.each([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_UNTRUSTED",
])("%s is an authority that isn't known, and nothing was sent", (code) => {
  const { means, cure, ...rest } = silence(code, "self-signed certificate; try running Node.js otherwise");
  expect(rest).toEqual({ kind: "unreachable", effect: "none", came: "self-signed certificate" });
  expect(`${means ?? ""}. ${cure}`).toMatch(/authority that isn't known.*NODE_EXTRA_CA_CERTS.*rainbond:caFile/);
});

test.each([
  ["CERT_HAS_EXPIRED", "certificate has expired", /isn't in force.*renewed.*clock/],
  ["CERT_NOT_YET_VALID", "certificate is not yet valid", /isn't in force.*renewed.*clock/],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match", /another host's.*host name in RAINBOND_ENDPOINT/],
  ["CERT_REVOKED", "certificate revoked", /TLS handshake.*RAINBOND_ENDPOINT/],
  [
    "EPROTO",
    openssl("0A000410", "sslv3 alert handshake failure"),
    /^sslv3 alert handshake failure.*in the TLS handshake/,
  ],
  ["EPROTO", openssl("0A00010B", "wrong version number"), /^no TLS, .*plain http.*http:\/\//],
  ["EPROTO", openssl("0A0000C6", "packet length too long"), /^no TLS, .*plain http/],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "00AB:error:0A00010B:SSL", /^no TLS, .*plain http/],
  ["ERR_SSL_PACKET_LENGTH_TOO_LONG", "00AB:error:0A0000C6:SSL", /^no TLS, .*plain http/],
])("%s is told in words, and nothing was sent", (code, message, words) => {
  const { kind, effect, came, means, cure } = silence(code, message);
  expect({ kind, effect }).toEqual({ kind: "unreachable", effect: "none" });
  expect(`${came}, ${means ?? ""}. ${cure}`).toMatch(words);
  expect(came).not.toMatch(/openssl|routines|:error:/);
});

test.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"])(
  "%s is before anything is sent",
  (code) => {
    expect(silence(code)).toMatchObject({ kind: "unreachable", effect: "none" });
  },
);

test("a time-out is before anything is sent only while there is no connection", () => {
  const connecting = Object.assign(new Error("connect ETIMEDOUT"), { syscall: "connect" });
  expect(silence("ETIMEDOUT", "connect ETIMEDOUT", connecting)).toMatchObject({ kind: "unreachable", effect: "none" });
  const reading = Object.assign(new Error("read ETIMEDOUT"), { syscall: "read" });
  expect(silence("ETIMEDOUT", "read ETIMEDOUT", reading)).toMatchObject({ kind: "noAnswer", effect: "unknown" });
  expect(silence("ECONNABORTED", "timeout of 40000ms exceeded")).toMatchObject({ kind: "noAnswer", effect: "unknown" });
});

test.each(["ECONNRESET", "EPIPE", "ERR_BAD_RESPONSE", ""])("after %p the console may have acted", (code) => {
  expect(silence(code)).toMatchObject({ kind: "noAnswer", effect: "unknown" });
});
