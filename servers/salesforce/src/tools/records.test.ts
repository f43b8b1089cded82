import { codeOf } from "@gatehouse/tool/for-tests";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { DANIEL, INGRID, RUTH, type SimulatedOrg, simulatedOrg } from "../simulated-org.ts";
import { getAccountOverview } from "./get-account-overview.ts";
import { getRecord } from "./get-record.ts";
import { query } from "./query.ts";
import { search } from "./search.ts";

let org: SimulatedOrg;
beforeAll(async () => {
  const closers: (() => Promise<void>)[] = [];
  org = await simulatedOrg({ closesAfter: (close) => closers.push(close) });
  return async () => {
    for (const close of closers) await close();
  };
});
afterEach(() => org.simulator.reset());

type Item = { id: string; [field: string]: unknown };
type Items = { items: Item[]; has_more: boolean };
type Rows = { columns: string[]; items: (string | null)[][] };
const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id).toSorted();
const daniel = { email: DANIEL };
/** Sees no cases, whatever is shared. */
const amara = { email: "amara.osei@halden.example" };
const planted = () => org.simulator.planted;

describe("an account at a glance", () => {
  type Overview = { name: string; opportunities: { open_count: number }; withheld?: { field: string }[] };

  test("shows its parts, and its id in the ERP", async () => {
    const id = planted().daniel.accountId;
    const overview = await org.run<Overview>(getAccountOverview, { id }, daniel);
    expect(overview).toMatchObject({ id, erp_id: expect.any(String), url: expect.stringContaining(id) });
    const deals = await org.run<Rows>(
      query,
      {
        object: "Opportunity",
        fields: ["Id"],
        filters: [
          { field: "AccountId", op: "eq", value: id },
          { field: "IsClosed", op: "eq", value: "false" },
        ],
        limit: 100,
      },
      daniel,
    );
    expect(overview.opportunities.open_count).toBe(deals.items.length);
  });

  test("names a part that the person may not see, and shows the rest", async () => {
    const [id] = planted().creditHoldAccounts;
    const overview = await org.run<Overview>(getAccountOverview, { id }, amara);
    expect(overview).not.toHaveProperty("cases");
    expect(overview.withheld).toContainEqual({ field: "cases", reason: "vendor" });
  });

  test("that is not shared, or not there, is one answer", async () => {
    const opened = (id: string, who: object) => codeOf(org.run(getAccountOverview, { id }, who));
    const accounts = { object: "Account", fields: ["Id"], limit: 100 };
    const all = await org.run<Rows>(query, accounts, { email: RUTH });
    const filters = [{ field: "Id", op: "in", values: all.items.map(([id]) => id) }];
    const his = await org.run<Rows>(query, { ...accounts, filters }, daniel);
    const [hidden] = all.items.flat().filter((id) => !his.items.flat().includes(id));
    expect(await opened(hidden ?? "", daniel)).toBe("not_found");
    expect(await opened("001Kb0000000000", daniel)).toBe("not_found");
    const stranger = { email: "leon.fischer@halden.example" };
    expect(await opened(planted().daniel.accountId, stranger)).toBe("not_allowed");
  });
});

describe("a record", () => {
  type Shown = {
    label: string;
    fields: { field: string; label?: string; value: string; name?: string }[];
    person?: { email?: string };
    withheld?: { field: string; reason: string }[];
  };

  test("shows a margin to those who may see it, and names it to those who may not", async () => {
    const given = { object: "Opportunity", id: planted().daniel.opportunityId };
    const his = await org.run<Shown>(getRecord, given, daniel);
    expect(his.withheld).toEqual([{ field: "Margin_Pct__c", reason: "vendor" }]);
    expect(his.fields.find(({ field }) => field === "OwnerId")).toMatchObject({ name: "Daniel Kowalski" });
    const hers = await org.run<Shown>(getRecord, given, { email: INGRID });
    expect(hers.fields.map(({ field }) => field)).toContain("Margin_Pct__c");
    expect(hers).not.toHaveProperty("withheld");
  });

  test("is shown without the label that is hidden from the person", async () => {
    org.simulator.switches.hiddenFields = ["Case.Subject", "Case.LastModifiedDate"];
    const [id] = planted().breachedCases;
    const shown = await org.run<Shown>(getRecord, { object: "Case", id }, { email: INGRID });
    expect(shown).not.toHaveProperty("label");
    expect(shown.withheld).toContainEqual({ field: "Subject", reason: "vendor" });
  });

  test("of a contact keeps how to reach them where its label is", async () => {
    const given = { object: "Contact", id: planted().daniel.contactId };
    const contact = await org.run<Shown>(getRecord, given, daniel);
    expect(contact.person?.email).toContain("@");
    expect(JSON.stringify(contact.fields)).not.toContain("@");
    const asked = await org.run<Shown>(getRecord, { ...given, fields: ["Title", "ReportsTo.Email"] }, daniel);
    expect(asked.withheld).toEqual([{ field: "ReportsTo.Email", reason: "class" }]);
  });

  test("that is not shared and one that is deleted are one answer", async () => {
    const opened = (id: string) => codeOf(org.run(getRecord, { object: "Opportunity", id }, daniel));
    expect(await opened(planted().notShared.opportunityId)).toBe("not_found");
    expect(await opened("006Kb0000000000")).toBe("not_found");
    const unseen = org.run(getRecord, { object: "Case", id: planted().notShared.caseId }, daniel);
    expect(await codeOf(unseen)).toBe("not_found");
  });
});

describe("search", () => {
  test("tells two accounts of nearly the same name apart", async () => {
    const [one, other] = planted().nearDuplicateAccounts;
    const named = await org.run<{ label: string }>(getRecord, { object: "Account", id: one }, daniel);
    const word = named.label.split(" ")[0];
    const { items } = await org.run<Items>(search, { query: word, objects: ["Account"], limit: 50 }, daniel);
    expect(ids({ items })).toEqual(expect.arrayContaining([one, other].toSorted()));
  });

  test("goes on without a kind the person may not see, and names it", async () => {
    const given = { query: "service", objects: ["Account", "Case"], limit: 5 };
    const answer = await org.run<Items & { not_searched: string[] }>(search, given, amara);
    expect(answer.not_searched).toEqual(["Case"]);
    expect(await codeOf(org.run(search, { ...given, objects: ["Case"] }, amara))).toBe("not_allowed");
  });

  test.each(["' OR Name != '", "{x} RETURNING User(Username)", "a*\\b?", "100% _sure_"])(
    "takes %j as words",
    async (words) => {
      const { items } = await org.run<Items>(search, { query: words }, daniel);
      expect(
        items.every(({ object }) => ["Account", "Contact", "Opportunity", "Case"].includes(String(object))),
      ).toBe(true);
    },
  );
});

test("a record deleted between list and get is listed and then not found", async () => {
  const id = planted().vanished;
  const ruth = { email: RUTH };
  const listed = { object: "Opportunity", fields: ["Name"], filters: [{ field: "Id", op: "eq", value: id }] };
  expect((await org.run<Rows>(query, listed, ruth)).items).toHaveLength(1);
  expect(await codeOf(org.run(getRecord, { object: "Opportunity", id }, ruth))).toBe("not_found");
});
