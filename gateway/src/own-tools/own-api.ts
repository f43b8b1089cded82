import type { Credentials } from "../credentials/credentials.ts";
import type { Identity } from "../exchange.ts";
import type { RateLimiter } from "../rate-limiter.ts";
import type { Systems } from "../systems/systems.ts";

/** What a tool of the gateway itself works on: who asks, and what the gateway knows. */
export type OwnApi = {
  identity: Identity;
  systems: Systems;
  credentials: Pick<Credentials, "statesOf" | "linkFor">;
  rateLimiter: RateLimiter;
  company: { name: string; contact: string };
};
