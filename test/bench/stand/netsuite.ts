import { randomUUID } from "node:crypto";
import { ASSERTION } from "@gatehouse/tool";
import { importJWK, type JWK, SignJWT } from "jose";
import type { Person } from "./people.ts";

/** What the gateway would say to the NetSuite server: the direct way to it needs the same word, as it answers nobody else. */
export async function netSuiteAssertions(people: readonly Person[], assertionKey: JWK): Promise<string[]> {
  const key = await importJWK(assertionKey, ASSERTION.algorithm);
  const sign = ({ id, email }: Person) =>
    new SignJWT({ email, roles: ["bench"], phase: 1 })
      .setProtectedHeader({ alg: ASSERTION.algorithm, typ: ASSERTION.type, kid: assertionKey.kid ?? "" })
      .setIssuer(ASSERTION.issuer)
      .setAudience(ASSERTION.audience("netsuite"))
      .setSubject(id)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${ASSERTION.lifeSeconds}s`)
      .sign(key);
  return Promise.all(people.map(sign));
}
