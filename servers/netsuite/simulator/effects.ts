import type { Account, Session } from "./account.ts";

/** One write that the account applied, whatever became of its answer. */
export type Effect = {
  kind: "create" | "update" | "delete" | "action";
  recordType: string;
  id: string;
  /** Who wrote, by e-mail, as NetSuite keeps it in a record's system notes. */
  by: string;
};

/** Notes what a session has just written. */
export function noteEffect(
  { store, effects }: Account,
  { entityId }: Session,
  effect: Omit<Effect, "by">,
): void {
  const writer = store.row("SELECT email FROM employee WHERE id = ?", Number(entityId));
  effects.push({ ...effect, by: String(writer?.email) });
}

/** How often each record was written, by kind: `{ "update purchaseOrder/9007": 1 }`. */
export function countEffects(effects: readonly Effect[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind, recordType, id } of effects) {
    const name = `${kind} ${recordType}/${id}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
