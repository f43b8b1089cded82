import type { Company } from "@gatehouse/demo";
import type { Tickets } from "./files/tickets.ts";
import type { Session } from "./signin/session.ts";
import type { Directory } from "./store/directory.ts";
import type { Store } from "./store/store.ts";
import type { Switches } from "./switches.ts";

/** The tenant behind the routes. */
export type Tenant = {
  /** Directory (tenant) id, a GUID. */
  id: string;
  /** Host of all SharePoint addresses. */
  host: string;
  company: Company;
  directory: Directory;
  store: Store;
  switches: Switches;
  /** The present moment of the company's day. */
  now: () => Date;
  tickets: Tickets;
  /** Where files are fetched from, once the second origin is served; until then from the origin that was asked. */
  origins: { files?: string };
};

/** What the routes hand on to each other. */
export type Env = { Variables: { session: Session; requestId: string } };

/** To the second, as SharePoint writes moments. */
export const secondOf = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`;
