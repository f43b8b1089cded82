import { hash, randomUUID } from "node:crypto";
import { forge, keyFrom, secondsNow } from "./forge.ts";
import type { World } from "./world.ts";

/** Somebody who has signed in: their id, and an access token as the gateway would have issued it. */
export type Member = { id: string; email: string; token: string };

/**
 * Many people at once, entered into the directory as their sign-ins would have: the demo company has eight, too few for a
 * crowd. Their tokens are signed with the house's own key.
 */
export async function crowd(
  { url, env, query, config }: Pick<World, "url" | "env" | "query" | "config">,
  count: number,
): Promise<Member[]> {
  const [provider] = Object.values(config.identityProviders as Record<string, { issuer: string }>);
  const { key, kid } = await keyFrom(env.GATEHOUSE_SIGNING_KEY);
  const people = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    email: `member-${index}@halden.example`,
    grant: randomUUID(),
  }));
  await query(
    `insert into person (id, issuer, subject, email, name, groups)
     select id, $3, email, email, email, '{gatehouse-finance}'
     from unnest($1::uuid[], $2::text[]) as member (id, email)`,
    [people.map(({ id }) => id), people.map(({ email }) => email), provider?.issuer],
  );
  await query(
    `insert into oidc_model (model, id_hash, payload, expires_at)
     select 'Grant', grant_hash, json_build_object('accountId', id), now() + interval '1 hour'
     from unnest($1::text[], $2::text[]) as member (grant_hash, id)`,
    [people.map(({ grant }) => hash("sha256", grant, "base64url")), people.map(({ id }) => id)],
  );
  const header = { typ: "at+jwt", kid };
  const end = secondsNow() + 600;
  return Promise.all(
    people.map(async ({ id, email, grant }) => {
      const facts = { sub: id, gid: grant, client_id: "house-client", scope: "mcp:read", jti: randomUUID() };
      const claims = { iss: url, aud: `${url}/mcp`, iat: secondsNow(), exp: end, ...facts };
      return { id, email, token: await forge(key, { claims, header }) };
    }),
  );
}
