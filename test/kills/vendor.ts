import type { AnyProduct } from "../support/open-products.ts";
import type { Holds } from "./holds.ts";

/** What stands between asking for a write and doing it; of `undone` the write is made, and taking it back is what flies. */
export type Kind = "straight" | "confirmed" | "approved" | "undone";

/** A write that somebody could ask for. */
export type Wish = {
  /** Of what it writes to, in its argument `id`; nobody else's while it is on its way. */
  account: string;
  email: string;
  tool: string;
  arguments: Record<string, unknown>;
};

/** What the gateways of a world write to. It outlives them all, and counts what was written. */
export type Vendor = {
  product: AnyProduct;
  /** For the gateway: of the system, of the whole, and of its environment. */
  settings: Record<string, unknown>;
  config: Record<string, unknown>;
  env: Record<string, string>;
  /** By mail address: who asks, who approves, and who settles what nobody knows. */
  people: { askers: readonly string[]; approver: string; administrator: string };
  /** Once the gateway listens: whatever its people have to do there first. */
  prepare(publicUrl: string): Promise<void>;
  /** Another write of that kind each time. */
  wish(kind: Kind): Wish;
  /** A read that shows whether a write stands, and whether its answer says so. */
  look(wish: Wish): { tool: string; arguments: Record<string, unknown>; shows(text: string): boolean };
  /** How often that account was written to until now, by the vendor's own count. */
  timesWritten(account: string): number;
  /** All that was written until now, by the vendor's own count. */
  effects(): number;
  /** Somebody else changes what gateways write there. */
  edit(account: string): void;
  close(): Promise<void>;
};

/** Opens one for gateways that people and servers reach at `publicUrl`. It stops at `accepted` where somebody holds it there. */
export type OpenVendor = (publicUrl: string, holds: Holds) => Promise<Vendor>;
