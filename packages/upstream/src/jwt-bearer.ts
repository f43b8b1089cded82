import { type Caller, type GrantOf, ToolError } from "@gatehouse/tool";
import { type JWK, SignJWT } from "jose";
import { LIMITS } from "./limits.ts";
import {
  accessToken,
  askForToken,
  askWithAssertion,
  type ClientOptions,
  scopeParameter,
  tokenEndpoint,
} from "./oauth.ts";
import { signingKey } from "./signing-key.ts";
import { cachedTokens } from "./token-cache.ts";
import type { TokenSource } from "./token-source.ts";

/** A registered application whose word for a person the vendor takes. */
export type JwtBearerOptions = ClientOptions<GrantOf<"jwt_bearer">> & {
  /** Signs the assertions; `alg` chooses among the algorithms of an RSA key. */
  privateKey: JWK;
  keyId?: string;
  /** Claim `aud`; the grant's unless given. */
  audience?: string;
  scopes?: readonly string[];
  /** The name of a person at the vendor, undefined for somebody it does not know; the verified e-mail unless given. */
  subjectOf?(caller: Caller): string | undefined | Promise<string | undefined>;
};

/**
 * Acts as the person by a signed JWT that names them (RFC 7523, 2.1); no refresh token exists and nobody connects
 * anything. Somebody without a name at the vendor is `not_allowed`, one whom it does not let in `not_connected`. Rejects
 * on start where the key fits none of the grant's algorithms.
 */
export async function jwtBearer(options: JwtBearerOptions): Promise<TokenSource> {
  const { title, grant, clientId, keyId, audience = grant.audience, scopes = [] } = options;
  const subjectOf = options.subjectOf ?? (({ email }) => email);
  const { key, algorithm } = await signingKey(title, options.privateKey, grant.algorithms);
  const endpoint = tokenEndpoint(options);

  const assertionFor = (subject: string) =>
    new SignJWT()
      .setProtectedHeader({ alg: algorithm, typ: "JWT", ...(keyId !== undefined && { kid: keyId }) })
      .setIssuer(clientId)
      .setSubject(subject)
      .setAudience(audience)
      .setExpirationTime(new Date(Date.now() + LIMITS.personAssertionMs))
      .sign(key);

  const said = {
    title,
    next: `Ask IT whether you have a user in ${title} that may be used through Gatehouse.`,
  };

  return cachedTokens({
    identity: "person",
    // A token names the user whose address the person had then: another address must not go on under it.
    keyOf: ({ id, email }) => `${id} ${email}`,
    async fetchToken(caller) {
      const subject = await subjectOf(caller);
      if (!subject) throw unknownPerson(title);
      const parameters = { assertion: await assertionFor(subject), ...scopeParameter(scopes) };
      const answer = await askForToken(said, () =>
        askWithAssertion(endpoint, clientId, unproven, parameters),
      );
      return accessToken(answer, endpoint);
    },
  });
}

/** The assertion itself says who asks, as its issuer (RFC 7521, 4.1). */
const unproven = () => undefined;

const unknownPerson = (title: string) =>
  new ToolError("not_allowed", `No user in ${title} is known for you; nothing was read or changed.`, {
    next: `Ask IT for a user in ${title} under your work e-mail.`,
  });
