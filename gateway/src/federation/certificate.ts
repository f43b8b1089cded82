import { X509Certificate } from "node:crypto";
import type { Fault } from "../config/values.ts";

/** A certificate as PEM, or as the bare base64 that stands in metadata documents. Throws where it is neither. */
export const certificateFrom = (text: string): X509Certificate =>
  new X509Certificate(text.includes("BEGIN CERTIFICATE") ? text : Buffer.from(text, "base64"));

/** Its dates are not asked: SAML trusts the key, and providers go on with expired certificates. */
export const certificateFault: Fault = (text) => {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificateFrom(text).publicKey;
    const bits = asymmetricKeyDetails?.modulusLength ?? Number.POSITIVE_INFINITY;
    if (asymmetricKeyType === "rsa" && bits < 2048) return "has an RSA key of less than 2048 bits";
    return undefined;
  } catch {
    return "must be a certificate as PEM, or its base64 from the provider's metadata";
  }
};
