import * as tls from "node:tls";
import { z } from "zod";

/** Options of a TLS connection that trusts these authorities (PEM texts) beside the usual ones; without any, Node does as it always does. */
export function trusting(authorities: readonly string[] = []): Pick<tls.SecureContextOptions, "ca"> {
  return authorities.length === 0 ? {} : { ca: [...usualAuthorities(), ...authorities] };
}

const pemTexts = z.array(z.string());

/** Those that Node trusts unasked; newer versions tell of the system's as well, if they were started to trust these. */
function usualAuthorities(): readonly string[] {
  const tell: unknown = Reflect.get(tls, "getCACertificates");
  if (typeof tell !== "function") return tls.rootCertificates;
  const told: unknown = Reflect.apply(tell, tls, ["default"]);
  return pemTexts.parse(told);
}

/** OpenSSL's codes for a certificate of an authority that isn't trusted. */
export const distrustCodes: readonly string[] = [
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_UNTRUSTED",
];

/** What makes an authority trusted. */
export const distrustCure =
  "Name a PEM file with that authority's certificate in NODE_EXTRA_CA_CERTS, or as rainbond:caFile of the stack";
