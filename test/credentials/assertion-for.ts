import { randomUUID } from "node:crypto";
import { ASSERTION, TOKEN_EXCHANGE } from "@gatehouse/tool";
import { type CryptoKey, importJWK, SignJWT } from "jose";

type Asked = { url: string; system: string; person: string; email: string };

/** What a server of this system would get for the assertion of a read; made with the gateway's own key. */
export async function assertionFor(env: Record<string, string>, { url, system, person, email }: Asked) {
  const jwk = JSON.parse(env.GATEHOUSE_ASSERTION_KEY ?? "");
  const key = (await importJWK(jwk, ASSERTION.algorithm)) as CryptoKey;
  const subjectToken = await new SignJWT({ email, roles: ["everything"], phase: 1 })
    .setProtectedHeader({ alg: ASSERTION.algorithm, typ: ASSERTION.type, kid: jwk.kid })
    .setIssuer(ASSERTION.issuer)
    .setAudience(ASSERTION.audience(system))
    .setSubject(person)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime("60s")
    .sign(key);
  const response = await fetch(new URL(TOKEN_EXCHANGE.path, url), {
    method: "POST",
    body: new URLSearchParams({
      grant_type: TOKEN_EXCHANGE.grantType,
      subject_token: subjectToken,
      subject_token_type: TOKEN_EXCHANGE.subjectTokenType,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
