import { Hono } from "hono";
import { requireFeature } from "./access/rights.ts";
import type { Account, Env } from "./account.ts";
import { json } from "./wire/answer.ts";
import { BambooError } from "./wire/errors.ts";
import { overLimit } from "./wire/errors-in-success.ts";

/** How many looks into the log are answered in a row. */
const looksAllowed = 5;
const webhookId = "1";

/** As much of webhooks as shows their oddity: over its limit the log answers 200 with an error in the body. */
export function webhookRoutes({ subdomain }: Account) {
  let looks = 0;
  return new Hono<Env>()
    .get("/webhooks", (c) => {
      requireFeature(c.get("session"), "webhooks");
      return json(c, {
        webhooks: [{ id: webhookId, name: "Directory", url: `https://${subdomain}.example/in` }],
      });
    })
    .get("/webhooks/:id/log", (c) => {
      requireFeature(c.get("session"), "webhooks");
      if (c.req.param("id") !== webhookId) throw new BambooError(404, "list", "Webhook not found");
      looks += 1;
      return json(c, looks > looksAllowed ? overLimit : []);
    });
}
