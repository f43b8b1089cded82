import type { JWK } from "jose";

/** A certificate mapping of NetSuite: one client and one certificate speak for one entity in one role. */
export type CertificateClient = {
  clientId: string;
  /** The `kid` of the assertion's header. */
  certificateId: string;
  /** Public key as JWK or as SPKI PEM. */
  publicKey: JWK | string;
  /** A key of `roles`. */
  role: string;
  /** Internal id or e-mail of the employee whom the client acts as. */
  entity: string;
};

/** An integration that people sign in to; without a secret it is a public client. */
export type CodeClient = { clientId: string; clientSecret?: string; redirectUris: string[] };

export type Client = CertificateClient | CodeClient;

export const isCertificateClient = (client: Client): client is CertificateClient => "certificateId" in client;
