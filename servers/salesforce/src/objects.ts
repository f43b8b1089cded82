import { ToolError } from "@gatehouse/tool";

/** How a field's value is written in a query. `area` is what Salesforce neither filters nor sorts by: long texts, some flags. */
export type FieldType = "id" | "text" | "number" | "date" | "datetime" | "boolean" | "area";

type Declared = Partial<Record<FieldType, string>> & {
  /** The way a person outside the company is reached: shown only where a declared output carries the label for it. */
  personal?: string;
  /** Id fields that name another record, as `AccountId>Account:Account`: field, relation, and object it leads to. */
  relations?: string;
  /** Written once and never changed. */
  isHistory?: boolean;
};

/**
 * What this server asks Salesforce for, object by object; nothing else leaves it. Absent on purpose: of users, whatever has
 * to do with their rights and sign-in; encrypted fields; and custom fields, which configuration adds one by one.
 */
const DECLARED = {
  Account: {
    text: "Name Type Industry Phone Website BillingCity BillingState BillingCountry AccountNumber",
    number: "AnnualRevenue NumberOfEmployees",
    date: "LastActivityDate",
    relations: "ParentId>Parent:Account OwnerId>Owner:User",
  },
  Contact: {
    text: "Name FirstName LastName Title Department",
    boolean: "HasOptedOutOfEmail",
    date: "LastActivityDate",
    personal:
      "Email Phone MobilePhone MailingStreet MailingCity MailingState MailingPostalCode MailingCountry",
    relations: "AccountId>Account:Account ReportsToId>ReportsTo:Contact OwnerId>Owner:User",
  },
  Opportunity: {
    text: "Name StageName Type NextStep LeadSource ForecastCategoryName",
    number: "Amount Probability ExpectedRevenue FiscalQuarter FiscalYear",
    boolean: "IsClosed IsWon",
    date: "CloseDate LastActivityDate",
    datetime: "LastStageChangeDate",
    area: "Description HasOpenActivity HasOverdueTask",
    relations: "AccountId>Account:Account OwnerId>Owner:User",
  },
  OpportunityHistory: {
    text: "StageName",
    number: "Amount Probability",
    date: "CloseDate",
    relations: "OpportunityId>Opportunity:Opportunity CreatedById>CreatedBy:User",
    isHistory: true,
  },
  OpportunityContactRole: {
    text: "Role",
    boolean: "IsPrimary",
    relations: "OpportunityId>Opportunity:Opportunity ContactId>Contact:Contact",
  },
  Case: {
    text: "CaseNumber Subject Status Priority Origin Type Reason",
    boolean: "IsClosed IsEscalated",
    datetime: "ClosedDate",
    area: "Description",
    relations: "AccountId>Account:Account ContactId>Contact:Contact OwnerId>Owner:Name",
  },
  CaseComment: {
    boolean: "IsPublished",
    area: "CommentBody",
    relations: "ParentId>Parent:Case CreatedById>CreatedBy:User",
  },
  Task: {
    text: "Subject Status Priority TaskSubtype",
    number: "CallDurationInSeconds",
    boolean: "IsClosed IsArchived",
    date: "ActivityDate",
    area: "Description",
    relations: "WhoId>Who:Name WhatId>What:Name OwnerId>Owner:Name",
  },
  Event: {
    text: "Subject Location ShowAs EventSubtype",
    number: "DurationInMinutes",
    boolean: "IsAllDayEvent IsArchived",
    date: "ActivityDate",
    datetime: "StartDateTime EndDateTime ActivityDateTime",
    area: "Description",
    relations: "WhoId>Who:Name WhatId>What:Name OwnerId>Owner:Name",
  },
  User: {
    text: "Name Department",
    boolean: "IsActive",
    relations: "ManagerId>Manager:User",
  },
} as const satisfies Record<string, Declared>;

export type ObjectName = keyof typeof DECLARED;
export const OBJECTS = Object.keys(DECLARED) as [ObjectName, ...ObjectName[]];

export type Field = { name: string; type: FieldType; isPersonal: boolean };
export type Relation = { name: string; field: string; to: ObjectName | "Name" };
type Known = { fields: Map<string, Field>; relations: Map<string, Relation> };

const words = (list: string | undefined): string[] => list?.split(" ") ?? [];

function known(declared: Declared): Known {
  const { personal, relations, isHistory = false, ...typed } = declared;
  const fields = new Map<string, Field>();
  const add = (type: FieldType, names: string[], isPersonal = false) => {
    for (const name of names) fields.set(name, { name, type, isPersonal });
  };
  add("id", ["Id"]);
  for (const [type, names] of Object.entries(typed)) add(type as FieldType, words(names));
  add("text", words(personal), true);
  const parsed = words(relations).map((relation): Relation => {
    const [field = "", name = "", to = ""] = relation.split(/[>:]/);
    return { name, field, to: to as Relation["to"] };
  });
  add(
    "id",
    parsed.map(({ field }) => field),
  );
  add("datetime", isHistory ? ["CreatedDate"] : ["CreatedDate", "LastModifiedDate"]);
  return { fields, relations: new Map(parsed.map((relation) => [relation.name, relation])) };
}

/** A field that configuration adds, such as `Opportunity.Margin_Pct__c`. */
export type ExtraField = { object: ObjectName; field: string; type: FieldType };
/** Custom fields with a part to play, which a deployment names; the others are only shown. */
export type CustomFields = { erpId?: string; slaDue?: string; jobSite?: string; lossReason?: string };

export function customFieldsOf({ erpId, slaDue, jobSite, lossReason }: CustomFields): ExtraField[] {
  const fields: (ExtraField | false)[] = [
    erpId !== undefined && { object: "Account", field: erpId, type: "text" },
    slaDue !== undefined && { object: "Case", field: slaDue, type: "datetime" },
    jobSite !== undefined && { object: "Case", field: jobSite, type: "text" },
    lossReason !== undefined && { object: "Opportunity", field: lossReason, type: "text" },
  ];
  return fields.filter((field) => field !== false);
}

export type Objects = ReturnType<typeof objectsWith>;

/** What a `Who`, a `What` or an owner is depends on the row, so only what all of them have can be asked for. */
const ANY_RECORD = new Map(
  ["Name", "Type"].map((name): [string, Field] => [name, { name, type: "text", isPersonal: false }]),
);

/** The objects and fields this server may ask for: those above, and those of one deployment. */
export function objectsWith(extra: readonly ExtraField[]) {
  const all = new Map<string, Known>(
    Object.entries(DECLARED).map(([object, declared]) => [object, known(declared)]),
  );
  for (const { object, field, type } of extra)
    all.get(object)?.fields.set(field, { name: field, type, isPersonal: false });

  const of = (object: ObjectName): Known => all.get(object) as Known;

  /** A field of the object, or of a record it refers to (`Account.Name`); undefined for any other. */
  function fieldOf(object: ObjectName, path: string): Field | undefined {
    const [first = "", second, ...more] = path.split(".");
    if (second === undefined) return of(object).fields.get(first);
    const relation = of(object).relations.get(first);
    if (more.length > 0 || relation === undefined) return undefined;
    return (relation.to === "Name" ? ANY_RECORD : of(relation.to).fields).get(second);
  }

  return {
    of,
    fieldOf,
    /** None for an object that only this server's own queries name. */
    relationsOf: (object: string): ReadonlyMap<string, Relation> => all.get(object)?.relations ?? new Map(),
    /** As `fieldOf`; refuses with a guess at what was meant. */
    field(object: ObjectName, path: string): Field {
      const found = fieldOf(object, path);
      if (found) return found;
      const near = nearest(path, namesOf(of(object)));
      throw new ToolError("invalid_input", `${object} has no field ${path} here; nothing was read.`, {
        next: near ? `Did you mean ${near}?` : "Ask salesforce_describe_object for the fields there are.",
      });
    },
  };
}

const namesOf = ({ fields, relations }: Known): string[] => [
  ...fields.keys(),
  ...[...relations.keys()].map((name) => `${name}.Name`),
];

/** The name that takes the fewest changes of one letter to reach, where that is at most a third of its letters. */
function nearest(given: string, names: readonly string[]): string | undefined {
  const best = names
    .map((name) => ({ name, changes: changesBetween(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.changes - b.changes)[0];
  return best && best.changes <= Math.max(1, best.name.length / 3) ? best.name : undefined;
}

/** Letters to put in, take out or replace (Levenshtein). */
function changesBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let at = 1; at <= to.length; at++) {
      const kept = (row[at - 1] as number) + (to[at - 1] === letter ? 0 : 1);
      next.push(Math.min(kept, (row[at] as number) + 1, (next[at - 1] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}
