import { compact, cut, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { vendorFacts } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import type { Selection } from "../queries.ts";
import { defineTool, type Hit, type Salesforce } from "../salesforce.ts";
import { optionalText } from "../shapes.ts";
import { has } from "../soql.ts";
import { type Row, text } from "../values.ts";

/** Per kind: what it is called, and what else tells it from its neighbours. */
const KINDS = {
  Account: { label: "Name", place: "BillingCity", owner: "Owner.Name" },
  Contact: { label: "Name", account: "Account.Name", place: "Title", owner: "Owner.Name" },
  Opportunity: { label: "Name", account: "Account.Name", place: "StageName", owner: "Owner.Name" },
  Case: {
    label: "Subject",
    number: "CaseNumber",
    account: "Account.Name",
    place: "Status",
    owner: "Owner.Name",
  },
  User: { label: "Name", place: "Department" },
} as const satisfies Record<string, Record<string, string>>;
const NAMES = Object.keys(KINDS) as [keyof typeof KINDS, ...(keyof typeof KINDS)[]];

const item = z.object({
  object: z.string(),
  id: z.string(),
  label: z.string(),
  number: optionalText,
  account: optionalText,
  hint: optionalText.describe("City, title, stage or status"),
  owner: optionalText,
  url: z.string(),
});

export const search = defineTool({
  name: "salesforce_search",
  title: "Search Salesforce",
  description:
    "Finds accounts, contacts, opportunities, cases and users by words in any of their fields, best match first, to get " +
    "their ids. Two with nearly the same name differ by hint and owner. To filter by amount, date or status use the list tools.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    query: z.string().trim().min(2).max(80),
    objects: z
      .array(z.enum(NAMES))
      .min(1)
      .max(NAMES.length)
      .default(["Account", "Contact", "Opportunity", "Case"]),
    limit: z.int().min(1).max(50).default(10),
  }),
  output: z.object({
    items: z.array(item),
    returned: z.int(),
    has_more: z.boolean().describe("More matched: make the query longer"),
    not_searched: z.array(z.string()).optional().describe("Kinds the person may not see"),
  }),
  example: { query: "harbor", objects: ["Account", "Opportunity"] },

  async handler({ api, input, signal }) {
    const { hits, unseen } = await findIn(api, input.objects, input.query, input.limit + 1, signal);
    // Some kinds unseen is an answer with a gap; all of them unseen is a refusal.
    if (unseen.length === input.objects.length)
      throw new ToolError(
        "not_allowed",
        "Your Salesforce user may not search these kinds of records, or Salesforce does not search for such words; nothing was read.",
      );
    const rows = await rowsOf(api, hits.slice(0, input.limit), signal);
    const items = hits.flatMap(({ object, id }) => {
      const row = rows.get(id);
      return row && isKind(object) ? [shown(api, object, id, row)] : [];
    });
    return {
      items,
      returned: items.length,
      has_more: hits.length > input.limit,
      ...(unseen.length > 0 && { not_searched: unseen }),
    };
  },
});

type Kind = keyof typeof KINDS;

const isKind = (object: string): object is Kind => Object.hasOwn(KINDS, object);

/** One kind that the person may not see refuses the whole search, so then each is searched by itself. */
async function findIn(
  api: Salesforce,
  kinds: readonly Kind[],
  words: string,
  limit: number,
  signal: AbortSignal,
): Promise<{ hits: Hit[]; unseen: Kind[] }> {
  try {
    return { hits: await api.search(words, kinds, limit, signal), unseen: [] };
  } catch (error) {
    if (!mayBeUnseen(error)) throw error;
    if (kinds.length === 1) return { hits: [], unseen: [...kinds] };
  }
  const found = await Promise.all(kinds.map((kind) => findIn(api, [kind], words, limit, signal)));
  return {
    hits: found.flatMap(({ hits }) => hits).slice(0, limit),
    unseen: found.flatMap(({ unseen }) => unseen),
  };
}

/** Which of the two a kind that is hidden from the person gives in a search is [open]. */
const mayBeUnseen = (error: unknown): boolean =>
  ["INVALID_TYPE", "MALFORMED_SEARCH"].includes(vendorFacts(error).vendorCode ?? "");

/** What the hits are called. A record that is gone, or was never the person's to see, has no row here. */
async function rowsOf(api: Salesforce, hits: readonly Hit[], signal: AbortSignal): Promise<Map<string, Row>> {
  const kinds = NAMES.filter((kind) => hits.some(({ object }) => object === kind));
  const asked = kinds.map((kind) => {
    const ids = hits.filter(({ object }) => object === kind).map(({ id }) => id);
    const columns: Record<string, string> = { id: "Id", ...KINDS[kind] };
    return { query: { columns, from: kind, where: has("Id", "in", ids) }, span: { limit: ids.length } };
  });
  const found = await api.selectAll(asked, signal);
  return new Map(found.flatMap((part) => rowsIn(part).map((row) => [String(row.id), row] as const)));
}

function rowsIn(part: Selection | ToolError): Row[] {
  if (part instanceof ToolError) throw part;
  return part.rows;
}

const shown = (api: Salesforce, object: Kind, id: string, row: Row) => ({
  object,
  id,
  label: cut(text(row.label), LIMITS.textCharacters) ?? "",
  ...compact({
    number: text(row.number),
    account: text(row.account),
    hint: text(row.place),
    owner: text(row.owner),
  }),
  url: api.recordUrl(object, id),
});
