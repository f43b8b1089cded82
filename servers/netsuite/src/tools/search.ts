import { compact, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { defineTool, type NetSuite } from "../netsuite.ts";
import { containing, isIn, type Sql, sql } from "../suiteql.ts";
import {
  kindOf,
  statusLabel,
  TRANSACTION_KINDS,
  TRANSACTIONS,
  type TransactionKind,
} from "../transactions.ts";
import { amount, isTrue, type Row } from "../values.ts";

const PARTIES = ["vendor", "customer", "project", "contact", "employee"] as const;
type Party = (typeof PARTIES)[number];

/** Per party: its table, and the columns that hold a name. */
const TABLES: Record<Party, { from: Sql; name: Sql }> = {
  vendor: { from: sql`vendor`, name: sql`p.companyname` },
  customer: { from: sql`customer`, name: sql`p.companyname` },
  project: { from: sql`job`, name: sql`p.companyname` },
  contact: { from: sql`contact`, name: sql`p.firstname || ' ' || p.lastname` },
  employee: { from: sql`employee`, name: sql`p.firstname || ' ' || p.lastname` },
};

const item = z.object({
  type: z.string(),
  id: z.string(),
  label: z.string(),
  document_number: z.string().optional(),
  status: z.string().optional(),
  amount: z.number().optional(),
  currency: z.string().optional(),
  url: z.string(),
});

export const search = defineTool({
  name: "netsuite_search",
  title: "Search NetSuite",
  description:
    "Finds records by a name or number, best match first, to get their ids. Looks at names and numbers of parties and at " +
    "numbers, references and memos of documents. To filter by date, amount or status use the list tools.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    query: z.string().trim().min(2).max(80),
    types: z
      .array(z.enum([...PARTIES, ...TRANSACTION_KINDS]))
      .min(1)
      .max(10)
      .default(["vendor", "customer", "project", "purchase_order", "vendor_bill", "invoice"]),
    limit: z.int().min(1).max(50).default(10),
  }),
  output: z.object({
    items: z.array(item),
    returned: z.int(),
    has_more: z.boolean().describe("More matched: make the query longer"),
    not_searched: z.array(z.string()).optional().describe("Types the NetSuite role may not see"),
  }),
  example: { query: "concrete", types: ["vendor"] },

  async handler({ api, input, signal }) {
    const parties = PARTIES.filter((party) => input.types.includes(party));
    const documents = TRANSACTION_KINDS.filter((kind) => input.types.includes(kind));
    const searches = [
      ...parties.map((party) => ({ types: [party], run: () => findParties(api, party, input, signal) })),
      ...(documents.length > 0
        ? [{ types: documents, run: () => findDocuments(api, documents, input, signal) }]
        : []),
    ];
    const answers = await Promise.all(searches.map(({ types, run }) => run().catch(unseen(types))));
    const refusal = answers.find((answer) => "unseen" in answer)?.error;
    // Some types unseen is an answer with a gap; all of them unseen is a refusal.
    if (refusal && answers.every((answer) => "unseen" in answer)) throw refusal;
    const found = answers.flatMap((answer) => ("items" in answer ? answer.items : []));
    const notSearched = answers.flatMap((answer) => ("unseen" in answer ? answer.unseen : []));
    // Each search gives up to the whole limit, so the best of all of them are among these.
    const best = found.toSorted((a, b) => rank(a, input.query) - rank(b, input.query));
    const items = best.slice(0, input.limit);
    return {
      items,
      returned: items.length,
      has_more: best.length > items.length || answers.some((answer) => "hasMore" in answer && answer.hasMore),
      ...(notSearched.length > 0 && { not_searched: notSearched }),
    };
  },
});

type Input = { query: string; limit: number };
type Item = z.input<typeof item>;

/** A table the role may not see leaves the others searchable. */
const unseen = (types: readonly string[]) => (error: unknown) => {
  if (error instanceof ToolError && error.code === "not_allowed") return { unseen: types, error };
  throw error;
};

async function findParties(api: NetSuite, party: Party, { query, limit }: Input, signal: AbortSignal) {
  const { from, name } = TABLES[party];
  const pattern = containing(query);
  const { rows, hasMore } = await api.select<"id" | "entityid" | "name" | "isinactive">(
    sql`SELECT p.id, p.entityid, ${name} AS name, p.isinactive FROM ${from} p
      WHERE UPPER(p.entityid) LIKE ${pattern} OR UPPER(${name}) LIKE ${pattern} ORDER BY p.isinactive, p.entityid, p.id`,
    { limit, signal },
  );
  const items = rows.map(({ id = "", entityid, name: label, isinactive }): Item => {
    // Where numbering is off, the entity id is the name once more.
    const number = entityid === label ? undefined : entityid;
    const status = isTrue(isinactive) ? "inactive" : undefined;
    return compact({
      type: party,
      id,
      label: label ?? entityid ?? id,
      document_number: number,
      status,
      url: api.entityUrl(id),
    });
  });
  return { items, hasMore };
}

type DocumentColumn = "id" | "type" | "tranid" | "party" | "status" | "foreigntotal" | "currency";

async function findDocuments(api: NetSuite, kinds: TransactionKind[], input: Input, signal: AbortSignal) {
  const pattern = containing(input.query);
  const codes = kinds.map((kind) => TRANSACTIONS[kind].code);
  const { rows, hasMore } = await api.select<DocumentColumn>(
    sql`SELECT t.id, t.type, t.tranid, BUILTIN.DF(t.entity) AS party, BUILTIN.DF(t.status) AS status, t.foreigntotal,
      BUILTIN.DF(t.currency) AS currency FROM transaction t WHERE ${isIn(sql`t.type`, codes)}
      AND (UPPER(t.tranid) LIKE ${pattern} OR UPPER(t.otherrefnum) LIKE ${pattern} OR UPPER(t.memo) LIKE ${pattern})
      ORDER BY t.trandate DESC, t.id DESC`,
    { limit: input.limit, signal },
  );
  return { items: rows.map((row) => documentItem(api, row)), hasMore };
}

const documentItem = (api: NetSuite, row: Row<DocumentColumn>): Item =>
  compact({
    type: kindOf(row.type) ?? "",
    id: row.id ?? "",
    label: row.party ?? row.tranid ?? "",
    document_number: row.tranid,
    status: statusLabel(row.status),
    amount: amount(row.foreigntotal),
    currency: row.currency,
    url: api.transactionUrl(row.id ?? ""),
  });

/** 0 for the very name or number, 1 for one that begins so, 2 for the rest. */
function rank({ label, document_number }: Item, query: string): number {
  const names = [label, document_number ?? ""].map((name) => name.toUpperCase());
  const text = query.toUpperCase();
  if (names.includes(text)) return 0;
  return names.some((name) => name.startsWith(text)) ? 1 : 2;
}
