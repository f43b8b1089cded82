import { hash, randomUUID } from "node:crypto";
import { importJWK, type JWK, SignJWT } from "jose";
import pg from "pg";

/** Somebody who has signed in: as the directory knows them, with the grant their tokens stand on. */
export type Person = { id: string; email: string; grantId: string };

export const GROUP = "bench";

/**
 * Signs people in without a browser: writes what a sign-in would have left in the database, so that every call finds its
 * own person and grant there. Rows of the gateway's tables `person` and `oidc_model`.
 */
export async function signPeopleIn(databaseUrl: string, count: number, issuer: string): Promise<Person[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const people: Person[] = [];
    for (let index = 0; index < count; index += 1) {
      const person = { id: randomUUID(), email: `person.${index}@halden.example`, grantId: randomUUID() };
      await client.query(
        "insert into person (id, issuer, subject, email, name, groups, auth_time) values ($1, $2, $3, $4, $5, $6, now())",
        [person.id, issuer, `subject-${index}`, person.email, `Person ${index}`, [GROUP]],
      );
      await client.query(
        `insert into oidc_model (model, id_hash, payload, grant_id, expires_at)
         values ('Grant', $1, $2, null, now() + interval '1 hour')`,
        [hash("sha256", person.grantId, "base64url"), { accountId: person.id }],
      );
      people.push(person);
    }
    return people;
  } finally {
    await client.end();
  }
}

/** Access tokens as the gateway itself issues them (RFC 9068), one a person. */
export async function accessTokens(
  people: readonly Person[],
  { signingKey, issuer, resource }: { signingKey: JWK; issuer: string; resource: string },
): Promise<string[]> {
  const key = await importJWK(signingKey, "ES256");
  const sign = ({ id, grantId }: Person) =>
    new SignJWT({ client_id: "bench", scope: "mcp:read mcp:write", gid: grantId })
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: signingKey.kid ?? "" })
      .setIssuer(issuer)
      .setAudience(resource)
      .setSubject(id)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(key);
  return Promise.all(people.map(sign));
}
