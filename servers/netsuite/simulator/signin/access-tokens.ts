import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { jwtVerify, SignJWT } from "jose";
import type { Env, Session } from "../account.ts";
import { insufficientPermission, invalidLogin } from "../errors.ts";
import { mayUse, roleById } from "../roles.ts";
import type { Switches } from "../switches.ts";

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/** Issues and reads the account's access tokens: JWTs whose subject is `role;entity` [recalled]. Nobody else can read a meaning from them. */
export function createAccessTokens(switches: Switches, secret: Uint8Array) {
  return {
    async issue({ role, entityId, clientId }: Session) {
      const seconds = switches.accessTokenLifetimeSeconds;
      const access_token = await new SignJWT({ scope: ["rest_webservices"] })
        .setProtectedHeader({ alg: "HS256", typ: "JWT" })
        .setSubject(`${role.id};${entityId}`)
        .setAudience(clientId)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
        .sign(secret);
      return { access_token, expires_in: seconds, token_type: "bearer" };
    },
    async read(token: string): Promise<Session> {
      const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"] }).catch(() => {
        throw invalidLogin();
      });
      const [roleId = "", entityId = ""] = (payload.sub ?? "").split(";");
      const role = roleById(roleId);
      if (!role) throw invalidLogin();
      return { role, entityId, clientId: String(payload.aud) };
    },
  };
}

/** Lets only a valid bearer token of a role that may use REST at all pass. */
export const authenticate = (tokens: AccessTokens): MiddlewareHandler<Env> =>
  async function authenticate(c, next) {
    const token = /^Bearer (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    if (token === undefined) throw invalidLogin();
    const session = await tokens.read(token);
    for (const permission of ["ADMI_RESTWEBSERVICES", "ADMI_LOGIN_OAUTH2"] as const) {
      if (!mayUse(session.role, permission, "FULL")) throw insufficientPermission(permission);
    }
    c.set("session", session);
    await next();
  };
