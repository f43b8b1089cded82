import { Hono } from "hono";
import { type Account, type Env, minuteOf } from "../account.ts";
import { insufficientPermission } from "../errors.ts";
import { answer } from "../wire/answer.ts";

/** `/services/rest/system/v1`; the limits are for administrators only. */
export function systemRoutes({ now, switches }: Account) {
  return new Hono<Env>()
    .get("/serverTime", (c) => answer(c, "singular", { links: [], serverTime: minuteOf(now()) }))
    .get("/governanceLimits", (c) => {
      if (!c.get("session").role.isAdministrator) throw insufficientPermission("Administrator");
      const limit = switches.concurrencyLimit;
      return answer(c, "singular", {
        links: [],
        accountConcurrencyLimit: limit,
        accountUnallocatedConcurrencyLimit: limit,
        integrationLimitType: "accountLimit",
      });
    });
}
