import { boolean, type Columns, date, each, id, number, oneOf, type Table, text, to } from "./columns.ts";

const list = (columns: Columns, display = "name"): Table => ({
  columns: { id, ...columns, isinactive: boolean },
  display,
});

export const listTables: Record<string, Table> = {
  item: list(
    {
      ...each(text, "itemid fullname displayname description units"),
      itemtype: oneOf("itemtype"),
      cost: number,
      ...each(to("account"), "expenseaccount incomeaccount"),
    },
    "itemid",
  ),
  account: list(
    {
      ...each(text, "acctnumber accountsearchdisplayname fullname description"),
      accttype: oneOf("accounttype"),
      parent: to("account"),
    },
    "accountsearchdisplayname",
  ),
  department: list({ ...each(text, "name fullname"), parent: to("department") }),
  classification: list({ ...each(text, "name fullname"), parent: to("classification") }),
  location: list({
    ...each(text, "name fullname"),
    parent: to("location"),
    subsidiary: to("subsidiary"),
  }),
  subsidiary: list({
    ...each(text, "name fullname legalname country"),
    parent: to("subsidiary"),
    currency: to("currency"),
    iselimination: boolean,
  }),
  currency: list(
    {
      ...each(text, "name symbol displaysymbol"),
      exchangerate: number,
      currencyprecision: number,
      isbasecurrency: boolean,
    },
    "symbol",
  ),
  term: list({ name: text, daysuntilnetdue: number }),
  vendorcategory: list({ name: text }),
  expensecategory: list({ name: text, expenseacct: to("account") }),
  accountingperiod: list(
    {
      periodname: text,
      ...each(date, "startdate enddate"),
      ...each(boolean, "closed isyear isquarter isadjust isposting aplocked arlocked alllocked"),
      parent: to("accountingperiod"),
    },
    "periodname",
  ),
};
