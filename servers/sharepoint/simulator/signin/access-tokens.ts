import { randomBytes, randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { jwtVerify, SignJWT } from "jose";
import { expiredToken, invalidToken } from "../errors.ts";
import type { Directory } from "../store/directory.ts";
import type { Switches } from "../switches.ts";
import type { Env } from "../tenant.ts";
import type { Client } from "./clients.ts";
import type { Session } from "./session.ts";

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/** Issues and reads Graph's access tokens. What stands in them is nobody else's business, so the key is the simulator's own. */
export function createAccessTokens(switches: Switches, clients: Client[], directory: Directory) {
  const secret = randomBytes(32);
  return {
    async issue(
      session: Session,
    ): Promise<{ token_type: "Bearer"; expires_in: number; ext_expires_in: number; access_token: string }> {
      const seconds = switches.accessTokenLifetimeSeconds;
      const claims =
        session.kind === "person"
          ? { oid: session.person.id, scp: session.scopes.join(" ") }
          : { roles: session.roles };
      const access_token = await new SignJWT({ ...claims, appid: session.client.clientId })
        .setProtectedHeader({ alg: "HS256", typ: "JWT" })
        .setAudience("https://graph.microsoft.com")
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
        .sign(secret);
      return { token_type: "Bearer", expires_in: seconds, ext_expires_in: seconds, access_token };
    },
    async read(token: string): Promise<Session> {
      const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"] }).catch((error) => {
        throw error.code === "ERR_JWT_EXPIRED" ? expiredToken() : invalidToken();
      });
      const client = clients.find(({ clientId }) => clientId === payload.appid);
      if (!client) throw invalidToken();
      if (payload.oid === undefined) return { kind: "app", client, roles: payload.roles as string[] };
      const person = directory.byId(String(payload.oid));
      if (!person) throw invalidToken();
      return { kind: "person", person, client, scopes: String(payload.scp).split(" ") };
    },
  };
}

/** Lets only a valid bearer token pass. */
export const authenticate = (tokens: AccessTokens): MiddlewareHandler<Env> =>
  async function authenticate(c, next) {
    const token = /^Bearer (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (token === undefined) throw invalidToken();
    c.set("session", await tokens.read(token));
    await next();
  };
