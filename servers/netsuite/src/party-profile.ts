import { compact, sensitive, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import type { NetSuite } from "./netsuite.ts";
import { joined, named, type Sql, sql } from "./suiteql.ts";
import { isTrue, quantity, type Row } from "./values.ts";

export const PARTY_KINDS = ["vendor", "customer", "contact", "employee"] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

/** How to reach a person outside the company is that person's own data; a company's address, or a colleague's at work, is not. */
export const personal = () => sensitive("personal", z.string()).optional();

export const profileShape = {
  kind: z.enum(PARTY_KINDS),
  id: z.string(),
  number: z.string().optional(),
  name: z.string(),
  active: z.boolean(),
  url: z.string(),
  email: z.string().optional(),
  phone: z.string().optional(),
  person: z.object({ email: personal(), phone: personal(), mobile_phone: personal() }).optional(),
  title: z.string().optional(),
  company: z.string().optional(),
  company_id: z.string().optional(),
  category: z.string().optional(),
  terms: z.string().optional(),
  currency: z.string().optional(),
  sales_rep: z.string().optional(),
  insurance_ends: z.string().optional(),
  department: z.string().optional(),
  location: z.string().optional(),
  supervisor: z.string().optional(),
  supervisor_id: z.string().optional(),
  limits: z
    .object({
      buy_alone: z.number().optional(),
      approve_orders: z.number().optional(),
      approve_expenses: z.number().optional(),
    })
    .optional()
    .describe("One that is absent is unlimited"),
};

type Profile = z.input<z.ZodObject<typeof profileShape>>;
type Columns = Record<string, Sql>;

const text = (...names: string[]): Columns =>
  Object.fromEntries(names.map((name) => [name, named(`p.${name}`)]));
/** What a reference is called: `BUILTIN.DF` gives the text that NetSuite itself would show. */
const label = (name: string): Sql => sql`BUILTIN.DF(${named(`p.${name}`)})`;
const company: Columns = { number: sql`p.entityid`, name: sql`p.companyname`, ...text("email", "phone") };
const person: Columns = { name: sql`p.firstname || ' ' || p.lastname`, ...text("title", "email", "phone") };

/**
 * What of a party is asked for, by the name it gets in the answer. Nothing else leaves NetSuite: bank, tax and pay data
 * stand in none of these lists.
 */
const COLUMNS: Record<PartyKind, Columns> = {
  vendor: { ...company, category: label("category"), terms: label("terms"), currency: label("currency") },
  customer: {
    ...company,
    company_id: sql`p.parent`,
    company: label("parent"),
    sales_rep: label("salesrep"),
    terms: label("terms"),
    currency: label("currency"),
  },
  contact: {
    ...person,
    mobile_phone: sql`p.mobilephone`,
    company_id: sql`p.company`,
    company: label("company"),
  },
  employee: {
    ...person,
    department: label("department"),
    location: label("location"),
    supervisor_id: sql`p.supervisor`,
    supervisor: label("supervisor"),
  },
};

/** Only where `mayReadLimits`: not asked for is safer than left out afterwards. */
const LIMITS_COLUMNS: Columns = {
  buy_alone: sql`p.purchaseorderlimit`,
  approve_orders: sql`p.purchaseorderapprovallimit`,
  approve_expenses: sql`p.approvallimit`,
};

/** One party's profile; `not_found` where NetSuite shows none. */
export async function profileOf(
  api: NetSuite,
  kind: PartyKind,
  id: string,
  signal: AbortSignal,
): Promise<Profile> {
  const { insuranceExpiry } = api.custom;
  const showsLimits = kind === "employee" && (await mayReadLimits(api, id, signal));
  const columns: Columns = {
    ...COLUMNS[kind],
    ...(kind === "vendor" &&
      insuranceExpiry && { insurance_ends: sql`TO_CHAR(p.${insuranceExpiry}, 'YYYY-MM-DD')` }),
    ...(showsLimits && LIMITS_COLUMNS),
    inactive: sql`p.isinactive`,
  };
  const list = Object.entries(columns).map(([alias, column]) => sql`${column} AS ${named(alias)}`);
  // One row is all there can be; the order is for the rule that every query has one, or pages could overlap.
  const { rows } = await api.select<keyof Profile | keyof typeof LIMITS_COLUMNS>(
    sql`SELECT ${joined(list, ", ") as Sql} FROM ${named(kind)} p WHERE p.id = ${id} ORDER BY p.id`,
    { limit: 1, signal },
  );
  if (!rows[0]) throw new ToolError("not_found", `NetSuite has no such ${kind}, or its role may not see it.`);
  return profile(api, kind, id, rows[0], showsLimits);
}

function profile(
  api: NetSuite,
  kind: PartyKind,
  id: string,
  row: Row<string>,
  showsLimits: boolean,
): Profile {
  const { name, inactive, email, phone, mobile_phone, buy_alone, approve_orders, approve_expenses, ...rest } =
    row;
  const reach = compact({ email, phone, mobile_phone });
  return {
    ...compact(rest),
    kind,
    id,
    name: name?.trim() || row.number || id,
    active: !isTrue(inactive),
    url: api.entityUrl(id),
    ...(kind === "contact" ? { person: reach } : reach),
    ...(showsLimits && {
      limits: compact({
        buy_alone: quantity(buy_alone),
        approve_orders: quantity(approve_orders),
        approve_expenses: quantity(approve_expenses),
      }),
    }),
  };
}

/** Somebody's limits are for themselves, for those who approve, and for roles that see everybody's records. */
async function mayReadLimits(api: NetSuite, employeeId: string, signal: AbortSignal): Promise<boolean> {
  if (api.mayAskForAll) return true;
  // Somebody whom NetSuite does not know may still look at profiles, only not at limits.
  const me = await api.me(signal).catch(() => undefined);
  return me !== undefined && (me.id === employeeId || me.orderApprovalLimit !== 0);
}
