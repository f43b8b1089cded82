import { type RecordDefinition, recordDefinition, stored } from "../record-definition.ts";

/** Lists are read only here: nobody's tools change them. */
export const listDefinitions: RecordDefinition[] = [
  recordDefinition({
    name: "subsidiary",
    table: "subsidiary",
    permission: undefined,
    properties: stored("id name fullName legalName parent currency isInactive"),
  }),
  ...["department", "classification", "location"].map((name) =>
    recordDefinition({
      name,
      table: name,
      permission: undefined,
      properties: stored("id name fullName parent isInactive"),
    }),
  ),
  recordDefinition({
    name: "account",
    table: "account",
    permission: "LIST_ACCOUNT",
    properties: stored("id acctNumber fullName acctType description parent isInactive"),
  }),
  recordDefinition({
    name: "currency",
    table: "currency",
    permission: undefined,
    properties: stored("id name symbol exchangeRate isBaseCurrency isInactive"),
  }),
  recordDefinition({
    name: "term",
    table: "term",
    permission: undefined,
    properties: stored("id name daysUntilNetDue isInactive"),
  }),
  recordDefinition({
    name: "accountingPeriod",
    table: "accountingperiod",
    permission: undefined,
    properties: stored("id periodName startDate endDate closed isInactive"),
  }),
];
