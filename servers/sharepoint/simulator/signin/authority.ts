import { randomUUID } from "node:crypto";
import { createRemoteJWKSet, exportJWK, generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Directory } from "../store/directory.ts";
import { audienceOf } from "./clients.ts";
import { assertionNotInTime, wrongAssertion, wrongAudience } from "./entra-error.ts";

export type Authority = ReturnType<typeof createAuthority>;

/** Another issuer whose people are the tenant's, and where its public keys are. */
export type AssertionIssuer = { issuer: string; keysUrl: string };

type UserTokenOptions = {
  /** The app whose API the token is for. */
  clientId: string;
  /** Instead of that app's own API. */
  audience?: string;
  expiresInSeconds?: number;
  issuer?: string;
};

/**
 * Signs and checks the user tokens of the tenant. A tenant whose people sign in elsewhere takes the tokens of that issuer in
 * place of its own; it knows the person by `preferred_username`. Its key is made when first needed: that takes a moment, and many tests never do. */
export function createAuthority(tenantId: string, directory: Directory, elsewhere?: AssertionIssuer) {
  const issuer = `https://login.microsoftonline.com/${tenantId}/v2.0`;
  const foreignKeys = elsewhere && createRemoteJWKSet(new URL(elsewhere.keysUrl));
  const keyId = "simulator-key-1";
  let pair: ReturnType<typeof generateKeyPair> | undefined;
  const keys = () => {
    pair ??= generateKeyPair("RS256");
    return pair;
  };
  return {
    issuer,
    /** The body of `/{tenant}/discovery/v2.0/keys`. */
    async publicKeys() {
      const jwk = await exportJWK((await keys()).publicKey);
      return { keys: [{ ...jwk, kid: keyId, use: "sig", alg: "RS256", issuer }] };
    },
    /** A token of the kind that a person's client shows to our API; what on-behalf-of takes as assertion. */
    async userToken(email: string, options: UserTokenOptions): Promise<string> {
      const person = directory.byEmail(email);
      if (!person) throw new Error(`The demo company knows nobody under ${email}.`);
      const { clientId, audience = audienceOf(clientId), expiresInSeconds = 3_600 } = options;
      const now = Math.floor(Date.now() / 1_000);
      return new SignJWT({
        ver: "2.0",
        tid: tenantId,
        oid: person.id,
        name: person.name,
        preferred_username: person.email,
        email: person.email,
        scp: "access_as_user",
        azp: clientId,
      })
        .setProtectedHeader({ alg: "RS256", kid: keyId, typ: "JWT" })
        .setIssuer(options.issuer ?? issuer)
        .setSubject(`${person.id}:${clientId}`)
        .setAudience(audience)
        .setJti(randomUUID())
        .setIssuedAt(Math.min(now, now + expiresInSeconds - 60))
        .setExpirationTime(now + expiresInSeconds)
        .sign((await keys()).privateKey);
    },
    /** The object id of the person whom a user token for this app's API is about. */
    async personOf(assertion: string, clientId: string): Promise<string> {
      const audience = [audienceOf(clientId), clientId];
      const verify = async (): Promise<JWTPayload> => {
        if (elsewhere && foreignKeys) {
          const options = { algorithms: ["RS256", "ES256"], issuer: elsewhere.issuer, audience };
          return (await jwtVerify(assertion, foreignKeys, options)).payload;
        }
        const { publicKey } = await keys();
        return (await jwtVerify(assertion, publicKey, { algorithms: ["RS256"], issuer, audience })).payload;
      };
      const { oid, preferred_username: name } = await verify().catch(
        (error: { code?: string; claim?: string }) => {
          if (error.code === "ERR_JWT_EXPIRED") throw assertionNotInTime();
          throw error.claim === "aud" ? wrongAudience() : wrongAssertion();
        },
      );
      return elsewhere ? (directory.byEmail(String(name))?.id ?? "") : String(oid);
    },
  };
}
