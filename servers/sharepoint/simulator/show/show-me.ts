import type { Context } from "hono";
import { errorWith } from "../errors.ts";
import type { Env } from "../tenant.ts";

/** Who the token speaks for (`GET /me`); an app by itself is nobody, and the permission is one of its own. */
export function showMe(c: Context<Env>): Response {
  const session = c.get("session");
  if (session.kind === "app" || !session.scopes.includes("User.Read")) throw errorWith(403);
  const { id, name, email } = session.person;
  return c.json({
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users/$entity",
    id,
    displayName: name,
    mail: email,
    userPrincipalName: email,
  });
}
