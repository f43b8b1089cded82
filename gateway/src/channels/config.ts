import { z } from "zod";
import { secretSchema as secret } from "../config/secret.ts";
import { fits, text, textThat } from "../config/text.ts";
import { type Fault, portFault, publicUrlFault } from "../config/values.ts";

const ADDRESS = /^[^\s@<>()[\]\\,;:"]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/** One address and nothing else: no name, no list, nothing that could begin another header. */
export const addressFault: Fault = (given) =>
  ADDRESS.test(given) ? undefined : "must be one mail address, such as gatehouse@company.example";

const port = z.union([z.int().refine(...fits(portFault)), z.strictObject({ env: z.string().min(1) })]);

const email = z.strictObject({
  /** The company's mail server or relay. */
  host: text,
  port: port.default(587),
  /** `starttls`: in clear first, and never further without TLS; `implicit`: TLS from the first byte; `none`: only on this machine. */
  tls: z.enum(["starttls", "implicit", "none"]).default("starttls"),
  /** PEM file of whoever signed the server's certificate, relative to this file, where Node does not know them. */
  caFile: z.string().min(1).optional(),
  user: text.optional(),
  password: secret.optional(),
  /** Who the mail is from. */
  from: textThat(addressFault),
});

const slack = z.strictObject({
  /** GovSlack has another. */
  apiOrigin: textThat(publicUrlFault).default("https://slack.com"),
  /** `xoxb-...`: chat:write, users:read.email, im:write. */
  botToken: secret,
  /** From the app's page "Basic Information"; every callback is signed with it. */
  signingSecret: secret,
  /** By system: amounts below this may be approved with a button, in the currency of `approvals`. Absent or 0: none. */
  decideBelow: z.record(z.string(), z.number().min(0).max(1e12)).default({}),
});

/** How people are asked for approval besides the page. Without any, they find what waits for them in their inbox there. */
export const channelsSchema = z
  .strictObject({ email: email.optional(), slack: slack.optional() })
  .prefault({});
export type ChannelsConfig = z.output<typeof channelsSchema>;
