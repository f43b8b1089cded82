import type { User } from "./records.ts";
import type { Planted } from "./seed/planted.ts";
import type { Store } from "./store.ts";
import type { Switches } from "./switches.ts";

/** Who a valid key or token speaks for. A key has every right of its owner; a token no more than its scopes. */
export type Session = { user: User; scopes: ReadonlySet<string> | null };

/** The account behind the routes. */
export type Account = {
  store: Store;
  switches: Switches;
  planted: Planted;
  /** The name in the account's addresses. */
  subdomain: string;
  /** The day the company lives in; every seeded date is relative to it. */
  today: string;
  /** The present moment of that day. */
  now: () => Date;
};

/** What the routes hand on to each other. */
export type Env = { Variables: { session: Session } };

/** The date and time as BambooHR writes it, without milliseconds. */
export const momentOf = (moment: Date): string => moment.toISOString().replace(/\.\d+Z$/, "+00:00");
