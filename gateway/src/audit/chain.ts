import { createHmac, type KeyObject, randomUUID } from "node:crypto";
import type { AuditRow } from "./record.ts";

/** A row before it has its place: which chain and where in it is decided when the batch is written. */
export type Unchained = Omit<AuditRow, "chain" | "seq" | "mac">;

export type Link = { chain: string; seq: number; mac: Buffer };

/** A new chain begins with its own random name. */
export const newChain = (key: KeyObject): Link => beginningOf(randomUUID(), key);

/** What a chain's first row follows: a MAC over the chain's name. */
export const beginningOf = (chain: string, key: KeyObject): Link => ({
  chain,
  seq: 0,
  mac: createHmac("sha256", key).update(`chain ${chain}`).digest(),
});

/** The next link, for this row: its MAC covers every stored character and the MAC before it, so no row can be moved or changed. */
export function linkAfter(last: Link, row: Unchained, key: KeyObject): Link {
  const { chain } = last;
  const seq = last.seq + 1;
  const { at, kind, requestId, person, system, tool, outcome, facts, sealed } = row;
  const said = JSON.stringify([chain, seq, at, kind, requestId, person, system, tool, outcome, facts]);
  const mac = createHmac("sha256", key).update(last.mac).update(said).update(sealed).digest();
  return { chain, seq, mac };
}
