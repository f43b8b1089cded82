import { compact, cut, sensitive, withheldAs, withheldShape } from "@gatehouse/tool";
import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { OBJECTS, type ObjectName } from "../objects.ts";
import { defineTool, type Salesforce } from "../salesforce.ts";
import { fieldName, id, optionalText } from "../shapes.ts";
import { has } from "../soql.ts";
import { type Cell, moment, type Row, text } from "../values.ts";

/** What a record of each kind is called; a comment and a history entry have no name of their own. */
const LABELS: Partial<Record<ObjectName, string>> = {
  Account: "Name",
  Contact: "Name",
  Opportunity: "Name",
  Case: "Subject",
  Task: "Subject",
  Event: "Subject",
  User: "Name",
};

const personal = () => sensitive("personal", z.string()).optional();

/** How to reach a person outside the company stands apart from the other fields, where its label is. */
const PERSONAL = {
  email: "Email",
  phone: "Phone",
  mobile_phone: "MobilePhone",
  street: "MailingStreet",
  city: "MailingCity",
  state: "MailingState",
  postal_code: "MailingPostalCode",
  country: "MailingCountry",
} as const;

export const getRecord = defineTool({
  name: "salesforce_get_record",
  title: "Get a record",
  description:
    "One account, contact, opportunity, case, task, event or other record by id: its fields with labels, who it belongs " +
    "to, and for contacts how to reach them. For a customer with deals, cases and people use salesforce_get_account_overview. " +
    "Find ids with salesforce_search.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    object: z.enum(OBJECTS),
    id: id(),
    fields: z.array(fieldName).min(1).max(40).optional().describe("Without it, all this server may use"),
  }),
  output: z.object({
    object: z.string(),
    id: z.string(),
    label: optionalText,
    last_modified: optionalText,
    fields: z.array(
      z.object({
        field: z.string(),
        label: optionalText,
        value: z.string(),
        name: optionalText.describe("Of the record that an id leads to"),
      }),
    ),
    person: z
      .object({
        email: personal(),
        phone: personal(),
        mobile_phone: personal(),
        street: personal(),
        city: personal(),
        state: personal(),
        postal_code: personal(),
        country: personal(),
      })
      .optional(),
    url: z.string(),
    ...withheldShape,
  }),
  example: { object: "Opportunity", id: "006Kb000000000YIAQ" },

  async handler({ api, input, signal }) {
    const { object, id } = input;
    const wanted = fieldsWanted(api, object, input.fields);
    const described = (await api.describe(object, signal)).fields;
    const visible = wanted.filter((path) => described.has(path));
    const [row, related] = await Promise.all([
      api.row(object, id, [...new Set([...alwaysRead(api, object, described), ...visible])], signal),
      relatedOf(api, object, id, wanted, signal),
    ]);
    const label = LABELS[object];
    const person = personOf(row);
    const paths = wanted.filter((path) => path !== "Id" && !isPersonal(api, object, path));
    return {
      object,
      id: text(row.Id) ?? "",
      ...compact({
        label: label && cut(text(row[label]), LIMITS.textCharacters),
        last_modified: moment(row.LastModifiedDate),
      }),
      fields: paths.flatMap((path) => {
        const value = written(api, object, path, path.includes(".") ? related.row[path] : row[path]);
        const more = { label: described.get(path)?.label, name: text(related.row[`${path} name`]) };
        return value === undefined ? [] : [{ field: path, value, ...compact(more) }];
      }),
      ...(Object.keys(person).length > 0 && { person }),
      url: api.recordUrl(object, text(row.Id) ?? ""),
      ...withheldAs({
        vendor: wanted.filter((path) => !path.includes(".") && !described.has(path)).concat(related.withheld),
        // Somebody else's address has no labelled place in this answer, so it is given with their own record only.
        class: wanted.filter((path) => path.includes(".") && isPersonal(api, object, path)),
      }),
    };
  },
});

/** The fields asked for, each of which has to be one that this server uses; all of them where none is named. */
function fieldsWanted(api: Salesforce, object: ObjectName, asked: readonly string[] | undefined): string[] {
  if (asked === undefined) return [...api.objects.of(object).fields.keys()];
  for (const path of asked) api.objects.field(object, path);
  return [...new Set(asked)];
}

/** What the answer says of every record. A field hidden from the person, named in a read, would refuse the whole. */
const alwaysRead = (api: Salesforce, object: ObjectName, described: ReadonlyMap<string, unknown>): string[] =>
  ["Id", LABELS[object], api.objects.fieldOf(object, "LastModifiedDate")?.name].filter(
    (name) => name !== undefined && (name === "Id" || described.has(name)),
  ) as string[];

/** What is asked for of other records, and the names of those that ids lead to: only a query reaches across. */
async function relatedOf(
  api: Salesforce,
  object: ObjectName,
  id: string,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<{ row: Row; withheld: string[] }> {
  const relations = [...api.objects.of(object).relations.values()];
  const named = relations.filter(({ field, to }) => wanted.includes(field) && hasName(to));
  const across = wanted.filter((path) => path.includes(".") && !isPersonal(api, object, path));
  const columns: Record<string, string> = {
    ...Object.fromEntries(across.map((path) => [path, path])),
    // A space stands in no name of a field, so these keys meet none.
    ...Object.fromEntries(named.map(({ name, field }) => [`${field} name`, `${name}.Name`])),
  };
  if (Object.keys(columns).length === 0) return { row: {}, withheld: [] };
  const where = has("Id", "eq", id);
  const { rows, withheld } = await api.select({ columns, from: object, where }, { limit: 1, signal });
  return { row: rows[0] ?? {}, withheld: withheld.filter((name) => across.includes(name)) };
}

const hasName = (object: string): boolean => object === "Name" || LABELS[object as ObjectName] === "Name";

const isPersonal = (api: Salesforce, object: ObjectName, path: string): boolean =>
  api.objects.fieldOf(object, path)?.isPersonal === true;

const personOf = (row: Row) =>
  compact(
    Object.fromEntries(Object.entries(PERSONAL).map(([name, field]) => [name, text(row[field])])),
  ) as Partial<Record<keyof typeof PERSONAL, string>>;

function written(api: Salesforce, object: ObjectName, path: string, value: Cell): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  const type = api.objects.fieldOf(object, path)?.type;
  return cut(type === "datetime" ? (moment(value) ?? String(value)) : String(value), LIMITS.valueCharacters);
}
