import type { Company } from "@gatehouse/demo";
import type { Row, Store } from "./store.ts";
import type { Switches } from "./switches.ts";

/** The org behind the routes. */
export type Org = {
  company: Company;
  store: Store;
  switches: Switches;
  organizationId: string;
  /** The day the company lives in; every seeded date is relative to it. */
  today: string;
  /** The present moment of that day. */
  now: () => Date;
};

/** A date and time as Salesforce writes it, always in UTC. */
export const momentOf = (moment: Date): string => moment.toISOString().replace("Z", "+0000");

/** A date and time of the wire as milliseconds. */
export const millisecondsOf = (moment: string): number => Date.parse(moment.replace(/\+0000$/, "Z"));

/** What a call knows about whoever makes it. */
export type Session = { user: Row; clientId: string };

/** A session, the version its call named, and where the simulator was reached. */
export type Call = { session: Session; version: string; origin: string };

/** Hono's environment below `/services/data/vXX.X`. */
export type Env = { Bindings: { call: Call } };
