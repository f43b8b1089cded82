import { z } from "zod";
import { defineTool } from "../netsuite.ts";
import { activityOf, contactsOf, openTransactionsOf, partsShape, totalsOf } from "../party-parts.ts";
import { PARTY_KINDS, profileOf, profileShape } from "../party-profile.ts";
import { id } from "../shapes.ts";

export const getParty = defineTool({
  name: "netsuite_get_party",
  title: "Get a vendor, customer, contact or employee",
  description:
    "One party's profile by id, with totals of open bills and invoices. include: contacts (people at that company), " +
    "open_transactions and activity (calls, tasks, meetings), latest first. Never returns bank, tax or pay data. " +
    "Find the id with netsuite_search.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    kind: z.enum(PARTY_KINDS),
    id,
    include: z
      .array(z.enum(["contacts", "open_transactions", "activity"]))
      .max(3)
      .default([]),
  }),
  output: z.object({ ...profileShape, ...partsShape }),
  example: { kind: "vendor", id: "501", include: ["contacts", "open_transactions", "activity"] },

  async handler({ api, input: { kind, id, include }, signal }) {
    // First and by itself: a party that does not exist is not_found, not one with empty parts.
    const profile = await profileOf(api, kind, id, signal);
    const [totals, contacts, transactions, activity] = await Promise.all([
      totalsOf(api, kind, id, signal),
      include.includes("contacts") ? contactsOf(api, id, signal) : undefined,
      include.includes("open_transactions") ? openTransactionsOf(api, id, signal) : undefined,
      include.includes("activity") ? activityOf(api, kind, id, signal) : undefined,
    ]);
    return {
      ...profile,
      ...(totals && { totals }),
      ...(contacts && { contacts }),
      ...(transactions && { open_transactions: transactions }),
      ...(activity && { activity }),
    };
  },
});
