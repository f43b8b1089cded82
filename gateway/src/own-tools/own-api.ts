import type { Approvals } from "../approvals/approvals.ts";
import type { Changes } from "../changes/changes.ts";
import type { Credentials } from "../credentials/credentials.ts";
import type { Exchange, Identity } from "../exchange.ts";
import type { RateLimiter } from "../rate-limiter.ts";
import type { Systems } from "../systems/systems.ts";

/** What a tool of the gateway itself works on: who asks, and what the gateway knows. */
export type OwnApi = {
  identity: Identity;
  /** The call that it answers. What it does for somebody is recorded under the same reference. */
  exchange: Exchange;
  systems: Systems;
  credentials: Pick<Credentials, "statesOf" | "linkFor">;
  changes: Changes;
  approvals: Approvals;
  rateLimiter: RateLimiter;
  publicUrl: string;
  company: { name: string; contact: string };
};
