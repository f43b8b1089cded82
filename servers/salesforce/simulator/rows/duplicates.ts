import { SalesforceError } from "../errors.ts";
import type { ObjectType } from "../objects/object-type.ts";
import type { Call, Org } from "../org.ts";
import type { Row, Value } from "../store.ts";

/** Texts alike but for their case; empty values are never alike, so two contacts without e-mail are not twins. */
const isSame = (a: Value | undefined, b: Value | undefined): boolean =>
  typeof a === "string" && typeof b === "string" && a.toLowerCase() === b.toLowerCase();

/** The org's duplicate rules: a contact of the same name and e-mail address, an account of the same name and city. */
const rules: Record<string, { name: string; fields: string[] }> = {
  Contact: { name: "Standard_Contact_Duplicate_Rule", fields: ["LastName", "FirstName", "Email"] },
  Account: { name: "Standard_Account_Duplicate_Rule", fields: ["Name", "BillingCity"] },
};

/** Throws DUPLICATES_DETECTED when a write makes a record the twin of another; one that it was already does not matter. */
export function refuseDuplicate(
  { store }: Org,
  { version }: Call,
  object: ObjectType,
  values: Record<string, Value>,
  before: Row | undefined,
  isAllowed: boolean,
): void {
  const rule = rules[object.name];
  if (!rule || isAllowed) return;
  // An edit of something else must not fail because of a twin that was there before the rule.
  if (before && rule.fields.every((field) => before[field] === values[field])) return;
  // Rules look at all records, whoever may see them: the refusal can name one that is not shared.
  for (const row of store.rows(object.name)) {
    if (row.Id === before?.Id || row.IsDeleted === true) continue;
    if (!rule.fields.every((field) => isSame(row[field], values[field]))) continue;
    throw new SalesforceError(
      400,
      [{ message: "Use one of these records?", errorCode: "DUPLICATES_DETECTED" }],
      { duplicateResult: resultOf(rule.name, object.name, row.Id, version) },
    );
  }
}

/** The shape is [recalled]. */
const resultOf = (rule: string, object: string, id: string, version: string) => ({
  allowSave: true,
  duplicateRule: rule,
  duplicateRuleEntityType: object,
  errorMessage: "Use one of these records?",
  matchResults: [
    {
      entityType: object,
      errors: [],
      matchEngine: "FuzzyMatchEngine",
      matchRecords: [
        {
          additionalInformation: [],
          fieldDiffs: [],
          matchConfidence: 100,
          // Id and address alone; a real answer carries the fields of the rule's layout.
          record: {
            attributes: { type: object, url: `/services/data/${version}/sobjects/${object}/${id}` },
            Id: id,
          },
        },
      ],
      rule: rule.replace("_Duplicate_", "_Match_"),
      size: 1,
      success: true,
    },
  ],
});
