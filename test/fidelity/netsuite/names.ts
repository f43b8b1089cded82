import type { SharedData } from "../shared-data.ts";

/** SuiteQL tables whose sample file bears another name. */
const SEEDS: Record<string, string> = {
  transactionline: "transaction_line",
  transactionaccountingline: "tran_acct_line",
  entity: "entities",
  accountingperiod: "accounting_period",
};
const SEEDED = [
  ...["account", "classification", "currency", "customer", "department", "employee", "item", "job"],
  ...["location", "subsidiary", "transaction", "vendor", ...Object.keys(SEEDS)],
];
/** The record types whose fields one table shows. */
const TRANSACTIONS = ["purchaseorder", "vendorbill", "vendorpayment", "invoice"];

type Named = { id: string };
type SlimRecord = { fields?: Named[]; searchColumns?: Named[]; sublists?: (Named & { fields?: Named[] })[] };

/** Names that are known to be right and stand in neither file, with where they come from. */
const NAMED_ELSEWHERE: { names: RegExp; because: string }[] = [
  {
    names:
      /^projecttask\.(enddate|finishbydate|id|isinactive|parent|percenttimecomplete|project|startdatetime|status|title)$/,
    because: "the source of the field ids lacks projectTask; the vendor's 2026.1 schema has them",
  },
  {
    names: /^calendarevent\.(company|id|startdate|status|title)$/,
    because: "the source of the field ids lacks calendarEvent; they are those of task",
  },
  {
    names: /^(next|previous)transactionlinelink\.(nextdoc|previousdoc)$/,
    because: "chains of transactions [recalled]",
  },
  { names: /^(contact|phonecall|task)\.id$/, because: "every table has its internal id" },
  {
    names: /^transaction\.(foreigntotal|foreignamountunpaid)$/,
    because: "vendor's table list, the second [recalled]",
  },
  { names: /\.cust(body|col|entity)_\w+$/, because: "custom fields are the deployment's own" },
];

/** Properties that REST has and the list of field ids, which is SuiteScript's, lacks. */
const ONLY_IN_REST: { names: RegExp; because: string }[] = [
  {
    names: /^purchaseOrder\.(transactionNumber|subtotal|taxTotal|item\.(job|isOpen))$/,
    because: "properties of the vendor's 2026.1 schema",
  },
  {
    names: /^contact\.addressBook$/,
    because: "a sublist, as on vendors and customers; the source cut the sublists of contact",
  },
];

/** What the vendor and others call columns and fields. */
export function namesIn(data: SharedData) {
  const { records } = data.json("netsuite/oracle-reference/records-slim.json") as {
    records: Record<string, SlimRecord>;
  };
  const ids = (named: readonly Named[] = []) => named.map(({ id }) => id);
  const fieldsOf = (record: SlimRecord | undefined): string[] => [
    ...ids(record?.fields),
    ...ids(record?.searchColumns),
    ...ids(record?.sublists),
  ];
  const columns = new Map<string, Set<string>>();
  for (const table of [...SEEDED, ...Object.keys(records)]) {
    const seed = SEEDED.includes(table)
      ? data.columns(`netsuite/suiteql-seeds/netsuite2_${SEEDS[table] ?? table}_data.csv`)
      : [];
    const types = table === "transaction" ? TRANSACTIONS : [table];
    columns.set(table, new Set([...seed, ...types.flatMap((type) => fieldsOf(records[type]))]));
  }
  return {
    /** Why a column is not known, or nothing. */
    unknown(name: string): string[] {
      const [table = "", column = ""] = name.split(".");
      if (columns.get(table)?.has(column) || NAMED_ELSEWHERE.some(({ names }) => names.test(name))) return [];
      return [`no sample and no field list names ${name}`];
    },
    /** Field ids of a record type and of its sublists, lower case; undefined where the source lacks the type. */
    fields: (type: string): Set<string> | undefined => {
      const record = records[type.toLowerCase()];
      return record && new Set(fieldsOf(record));
    },
    lineFields: (type: string, sublist: string): Set<string> | undefined => {
      const found = records[type.toLowerCase()]?.sublists?.find(({ id }) => id === sublist.toLowerCase());
      return found && new Set(ids(found.fields));
    },
    isOnlyInRest: (type: string, name: string): boolean =>
      ONLY_IN_REST.some(({ names }) => names.test(`${type}.${name}`)),
    permissions: new Set(
      data
        .text("netsuite/oracle-reference/permissions.json")
        .match(/\b(?:TRAN|LIST|REPO|ADMI|REGT|GRAP)_\w+/g),
    ),
  };
}

export type Names = ReturnType<typeof namesIn>;
