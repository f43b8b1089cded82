import type { MiddlewareHandler } from "hono";
import type { Account, Env, Session } from "../account.ts";
import type { User } from "../records.ts";
import type { Store } from "../store.ts";
import { notAuthenticated } from "../wire/errors.ts";
import type { ApiKey } from "./credentials.ts";
import type { Grants } from "./grants.ts";

/** An account that may sign in, by id or e-mail; an employee who left has none that works. */
export function findUser(store: Store, idOrEmail: string): User | undefined {
  const user =
    store.users.get(idOrEmail) ?? store.users.all().find(({ email }) => email === idOrEmail.toLowerCase());
  if (user?.status !== "enabled") return undefined;
  const employee = user.employeeId === null ? undefined : store.employees.get(user.employeeId);
  return employee?.status === "Inactive" ? undefined : user;
}

/** Lets only a known key (HTTP Basic) or a valid access token (Bearer) of a living account pass. */
export function authenticate(account: Account, apiKeys: ApiKey[], grants: Grants): MiddlewareHandler<Env> {
  const { store, subdomain } = account;
  const read = (scheme: string, value: string): Session | undefined => {
    if (scheme === "basic") {
      const [key] = Buffer.from(value, "base64").toString("utf8").split(":");
      const known = apiKeys.find((candidate) => candidate.key === key);
      const user = known && findUser(store, known.user);
      return user && { user, scopes: null };
    }
    const granted = grants.read(value);
    const user = granted && findUser(store, granted.userId);
    return user && { user, scopes: granted.scopes };
  };
  return async function authenticate(c, next) {
    const [, scheme, value] = /^(Basic|Bearer) (\S+)$/i.exec(c.req.header("authorization") ?? "") ?? [];
    const session = scheme && value ? read(scheme.toLowerCase(), value) : undefined;
    if (!session) throw notAuthenticated(subdomain);
    c.set("session", session);
    await next();
  };
}
