import type { Effect } from "./effects.ts";
import type { Role } from "./roles.ts";
import type { Store } from "./store.ts";
import type { Asker } from "./suiteql/scope.ts";
import type { Switches } from "./switches.ts";

/** Who a valid access token speaks for. */
export type Session = { role: Role; entityId: string; clientId: string };

/** The account behind the routes. */
export type Account = {
  store: Store;
  switches: Switches;
  /** Every write that callers made, oldest first. */
  effects: Effect[];
  /** The day the company lives in; every seeded date is relative to it. */
  today: string;
  /** The present moment of that day. */
  now: () => Date;
};

/** What the routes hand on to each other. */
export type Env = { Variables: { session: Session } };

export const askerOf = (account: Account, session: Session): Asker => ({
  role: session.role,
  isOneWorld: account.switches.oneWorld,
  today: account.today,
});

/** NetSuite shows no seconds in any date and time that was observed [recorded 2026]. */
export const minuteOf = (moment: Date): string => `${moment.toISOString().slice(0, 16)}:00Z`;
