import { tools as sharepointTools } from "@gatehouse/sharepoint";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FourSystems, openFourSystems } from "../support/four-systems/open-four-systems.ts";
import { OPEN_SITES } from "../support/four-systems/sharepoint.ts";
import { AMARA, DANIEL, INGRID, PRIYA, TOMAS } from "./people.ts";

// Ids beyond one's part of a system. What parts people here is the vendor's own record rights (Salesforce), the server's list of
// sites (SharePoint), its classes by relation (BambooHR), and scopes by role (NetSuite).

/** Whoever collects reads receivables, one project, and one project's figures. */
const BOUND = {
  netsuite_get_aging: 'args.side == "receivable"',
  netsuite_get_project: 'args.id == "2162"',
  netsuite_run_dataset: 'has(args.params) && args.params.project_id == "2162"',
};

let systems: FourSystems;
beforeAll(async () => {
  systems = await openFourSystems({
    roles: (shipped) => ({
      ...shipped,
      "every-sharepoint-tool": {
        title: "Every tool of SharePoint",
        groups: ["gatehouse-operations"],
        tools: sharepointTools.map(({ name }) => name),
      },
      buyer: { title: "Buyer", groups: ["gatehouse-sales"], tools: ["netsuite_list_pending_approvals"] },
      collector: { title: "Collector", groups: ["gatehouse-sales"], tools: Object.keys(BOUND), rules: BOUND },
    }),
  });
});
afterAll(() => systems?.stop());

const AT = "https://halden.sharepoint.com";

/** Of every tool that takes a place, the arguments for this one. */
const placed = (place: string): [tool: string, args: Record<string, unknown>][] => [
  ["sharepoint_list_folder", { location: place }],
  ["sharepoint_get_document_info", { ref: place }],
  ["sharepoint_read_document", { ref: place }],
  ["sharepoint_get_document_history", { ref: place }],
  ["sharepoint_get_access", { ref: place }],
  ["sharepoint_list_changes", { location: place, since: "2026-01-01" }],
  ["sharepoint_list_lists", { site: place }],
  ["sharepoint_query_list_items", { list: place }],
  ...(place.startsWith("https:")
    ? [["sharepoint_resolve_link", { url: place }] as [string, { url: string }]]
    : []),
];

test.each([
  ["by path", "finance / Documents", "no-such-site / Documents"],
  ["by address", `${AT}/sites/finance`, `${AT}/sites/no-such-site`],
  ["by the address of a library", `${AT}/sites/finance/Documents`, `${AT}/sites/no-such-site/Documents`],
  [
    "through a view of an open site",
    `${AT}/sites/operations/Shared%20Documents/Forms/AllItems.aspx?id=%2Fsites%2Ffinance%2FShared%20Documents`,
    `${AT}/sites/operations/Shared%20Documents/Forms/AllItems.aspx?id=%2Fsites%2Fno-such-site%2FShared%20Documents`,
  ],
  [
    "by a sharing link that everybody in the company may open",
    `${AT}/:w:/s/human-resources/EParkingFormForEverybody01`,
    `${AT}/:w:/s/human-resources/ENoSuchLinkForAnybodyAtAll`,
  ],
  [
    "by a sharing link that names an open site instead",
    `${AT}/:w:/s/operations/EParkingFormForEverybody01`,
    `${AT}/:w:/s/operations/ENoSuchLinkForAnybodyAtAll`,
  ],
])("22: a site that is not on the list is as one that does not exist, %s", async (_, closed, missing) => {
  const onMissing = new Map(placed(missing));
  for (const [tool, args] of placed(closed)) {
    const told = await systems.ask(INGRID, tool, args);
    expect(`${tool} ${told.outcome}`).toBe(`${tool} not_found`);
    expect(told.data).toBeUndefined();
    const never = await systems.ask(INGRID, tool, onMissing.get(tool));
    expect(told.texts).toEqual(never.texts);
  }
});

test("22: the sites that are found are those on the list, though the identity may open all", async () => {
  const { data } = await systems.ask(INGRID, "sharepoint_find_sites", { limit: 100 });
  expect(data.items.map(({ url }: { url: string }) => url.split("/").at(-1)).toSorted()).toEqual(
    OPEN_SITES.toSorted(),
  );
});

test("22: what keeps people out inside an open site is not opened by the service for anybody", async () => {
  const { restricted, contracts } = systems.sharepoint.simulator.planted;
  for (const { path } of [restricted, contracts[0]?.place ?? restricted]) {
    const ref = path.split("/").join(" / ");
    const { outcome, data } = await systems.ask(AMARA, "sharepoint_read_document", { ref });
    expect([ref, outcome, data]).toEqual([ref, "not_found", undefined]);
  }
});

test("22: a handle that somebody else was given, or that was made up, opens nothing", async () => {
  const { data } = await systems.ask(INGRID, "sharepoint_list_folder", {
    location: "operations / Documents",
  });
  const handle: string = data.items[0].ref;
  expect((await systems.ask(INGRID, "sharepoint_list_folder", { location: handle })).outcome).toBe("ok");
  const made = [...handle.slice(4)].map(
    (letter, at) => `dir_${handle.slice(4, 4 + at)}${letter === "7" ? "8" : "7"}${handle.slice(5 + at)}`,
  );
  for (const [person, location] of [[AMARA, handle], ...made.map((one) => [INGRID, one])] as const)
    expect((await systems.ask(person, "sharepoint_list_folder", { location })).outcome).toBe("not_found");
});

test.each([
  ["another person", TOMAS, AMARA],
  ["a director", TOMAS, "karl.johansson@halden.example"],
  ["somebody outside one's own team", INGRID, TOMAS],
])("22: of %s a colleague reads what the directory shows and nothing else", async (_, person, employee) => {
  const sections = ["work", "job", "contact", "compensation"];
  const { outcome, data } = await systems.ask(person, "bamboohr_get_employee", { employee, sections });
  expect(outcome).toBe("ok");
  expect(Object.keys(data).filter((key) => sections.includes(key))).toEqual(["work"]);
  expect(data.withheld.map(({ field, reason }: Record<string, string>) => `${field} ${reason}`)).toEqual([
    "contact class",
    "job class",
    "compensation class",
  ]);
});

test("22: histories, balances, requests and files of other employees are refused or not there", async () => {
  const employee = AMARA;
  const { injections } = systems.bamboohr.simulator.planted;
  const { employeeId, fileId } = injections.employeeFile;
  const asked: [string, string, Record<string, unknown>, string][] = [
    [TOMAS, "bamboohr_get_employee_history", { employee, table: "compensation" }, "not_allowed"],
    [TOMAS, "bamboohr_get_employee_history", { employee, table: "jobInfo" }, "not_allowed"],
    [TOMAS, "bamboohr_get_time_off_balance", { employee }, "not_allowed"],
    [TOMAS, "bamboohr_list_time_off_requests", { scope: "all" }, "not_allowed"],
    [TOMAS, "bamboohr_read_file", { ref: `employee:${employeeId}:${fileId}` }, "unknown"],
    [PRIYA, "bamboohr_read_file", { ref: `employee:${employeeId}:${fileId}` }, "ok"],
    // The file is somebody else's than the id before it says.
    [PRIYA, "bamboohr_read_file", { ref: `employee:2010:${fileId}` }, "not_found"],
    [PRIYA, "bamboohr_read_file", { ref: `company:${fileId}` }, "not_found"],
    [INGRID, "bamboohr_query_workforce", { fields: ["jobTitle"], sort: "payRate" }, "not_allowed"],
    [INGRID, "bamboohr_query_workforce", { group_by: "payRate" }, "not_allowed"],
    [
      INGRID,
      "bamboohr_query_workforce",
      { fields: ["jobTitle"], filters: [{ field: "payRate", op: "gt", values: ["1"] }] },
      "not_allowed",
    ],
  ];
  for (const [person, tool, args, outcome] of asked) {
    const told = await systems.ask(person, tool, args);
    expect(`${tool} ${JSON.stringify(args)} ${told.outcome}`).toBe(
      `${tool} ${JSON.stringify(args)} ${outcome}`,
    );
    if (outcome !== "ok") expect(told.data).toBeUndefined();
  }
});

test("22: a field above one's class comes back empty, and named, whoever it is asked of", async () => {
  const { disguisedField } = systems.bamboohr.simulator.planted;
  const fields = ["jobTitle", "payRate", "ssn", disguisedField];
  const told = await systems.ask(INGRID, "bamboohr_query_workforce", { fields, limit: 100 });
  expect(JSON.stringify(told)).not.toMatch(/CANARY-|\d{3}-\d\d-\d{4}/);
  if (told.outcome === "ok")
    for (const { values } of told.data.items) expect(values.length).toBeLessThanOrEqual(1);
});

test("22: a Salesforce record that was not shared with one is as one that does not exist", async () => {
  const { notShared, daniel } = systems.salesforce.simulator.planted;
  const own = { object: "Opportunity", id: daniel.opportunityId };
  expect((await systems.ask(DANIEL, "salesforce_get_record", own)).outcome).toBe("ok");
  for (const [object, id] of [
    ["Opportunity", notShared.opportunityId],
    ["Case", notShared.caseId],
  ]) {
    const told = await systems.ask(DANIEL, "salesforce_get_record", { object, id });
    const missing = await systems.ask(DANIEL, "salesforce_get_record", {
      object,
      id: `${id?.slice(0, 9)}zzzzzz`,
    });
    expect([told.outcome, told.texts]).toEqual(["not_found", missing.texts]);
  }
  const lists: [string, Record<string, unknown>][] = [
    ["salesforce_list_activities", { related_to: notShared.opportunityId, owner: "any" }],
    [
      "salesforce_query",
      { object: "Opportunity", fields: ["Name"], filters: [idIs(notShared.opportunityId)] },
    ],
    [
      "salesforce_query",
      {
        object: "OpportunityHistory",
        fields: ["StageName"],
        filters: [opportunityIs(notShared.opportunityId)],
      },
    ],
    ["salesforce_query", { object: "Case", fields: ["Subject"], filters: [idIs(notShared.caseId)] }],
  ];
  for (const [tool, args] of lists) {
    const { outcome, data } = await systems.ask(DANIEL, tool, args);
    expect({ tool, args, outcome, items: data?.items }).toEqual({ tool, args, outcome: "ok", items: [] });
  }
});

const idIs = (value: string) => ({ field: "Id", op: "eq", value });
const opportunityIs = (value: string) => ({ field: "OpportunityId", op: "eq", value });

test("22: another owner's name in an argument shows no more than the record rights do", async () => {
  const any = await systems.ask(DANIEL, "salesforce_list_opportunities", { owner: "any", limit: 100 });
  const seen = new Set(any.data.items.map(({ id }: { id: string }) => id));
  const users = await systems.ask(DANIEL, "salesforce_query", { object: "User", fields: ["Id"], limit: 20 });
  for (const [owner] of users.data.items.slice(0, 8) as string[][]) {
    const { data } = await systems.ask(DANIEL, "salesforce_list_opportunities", { owner, limit: 100 });
    for (const { id } of data.items) expect(seen).toContain(id);
  }
});

test("22: everybody's approvals are for those roles that may ask for them", async () => {
  const asked = (scope: string) => ({ kind: "purchase_order", scope });
  const told = await systems.ask(DANIEL, "netsuite_list_pending_approvals", asked("all"));
  expect([told.outcome, told.data]).toEqual(["not_allowed", undefined]);
  const own = await systems.ask(DANIEL, "netsuite_list_pending_approvals", asked("mine"));
  expect(own.data.items).toEqual([]);
  const all = await systems.ask(AMARA, "netsuite_list_pending_approvals", asked("all"));
  expect(all.data.items.length).toBeGreaterThan(0);
});

/** One list of each system, with somebody else who may read it too. */
const LISTS: [
  tool: string,
  args: Record<string, unknown>,
  owner: string,
  other: string,
  elsewhere: object,
][] = [
  ["netsuite_list_transactions", { type: "vendor_bill" }, AMARA, INGRID, { type: "invoice" }],
  ["salesforce_list_opportunities", { owner: "any" }, INGRID, AMARA, { owner: "me" }],
  [
    "sharepoint_list_folder",
    { location: "operations / Documents" },
    INGRID,
    AMARA,
    { location: "projects / Documents" },
  ],
  ["bamboohr_find_people", { department: "Finance" }, PRIYA, DANIEL, { department: "Operations" }],
];

test.each(LISTS)(
  "22: a cursor of %s continues one person's one list, unaltered",
  async (tool, args, owner, other, elsewhere) => {
    const first = { ...args, limit: 2 };
    const { data } = await systems.ask(owner, tool, first);
    const cursor: string = data.next_cursor;
    const next = (person: string, more: object) => systems.ask(person, tool, { ...first, cursor, ...more });
    expect((await next(owner, {})).outcome).toBe("ok");
    expect((await next(other, {})).outcome).toBe("invalid_input");
    expect((await next(owner, elsewhere)).outcome).toBe("invalid_input");
    const bytes = Buffer.from(cursor, "base64url");
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8((altered.readUInt8(at) + 1) % 256, at);
      expect((await next(owner, { cursor: altered.toString("base64url") })).outcome).toBe("invalid_input");
    }
  },
);

test("22: an id of another system, or of another kind of record, finds nothing", async () => {
  const { daniel } = systems.salesforce.simulator.planted;
  const asked: [string, Record<string, unknown>, string][] = [
    ["salesforce_get_record", { object: "Opportunity", id: daniel.accountId }, "not_found"],
    ["salesforce_get_account_overview", { id: daniel.opportunityId }, "invalid_input"],
    ["netsuite_get_party", { kind: "vendor", id: daniel.accountId }, "invalid_input"],
    ["netsuite_get_party", { kind: "vendor", id: "110" }, "not_found"],
  ];
  for (const [tool, args, outcome] of asked) {
    const told = await systems.ask(DANIEL, tool, args);
    expect({ tool, args, outcome: told.outcome }).toEqual({ tool, args, outcome });
  }
});

test("22: a role that is bound to fixed values of an argument reaches nothing beyond them", async () => {
  const dataset = "open_orders_by_project";
  const asked: [string, Record<string, unknown>, string][] = [
    ["netsuite_get_aging", { side: "receivable" }, "ok"],
    ["netsuite_get_aging", { side: "payable" }, "not_allowed"],
    ["netsuite_get_project", { id: "2162" }, "ok"],
    ["netsuite_get_project", { id: "2163" }, "not_allowed"],
    ["netsuite_get_project", { id: "02162" }, "not_allowed"],
    ["netsuite_get_project", { id: ["2162"] }, "invalid_input"],
    ["netsuite_run_dataset", { dataset, params: { project_id: "2162" } }, "ok"],
    ["netsuite_run_dataset", { dataset, params: { project_id: "2163" } }, "not_allowed"],
    ["netsuite_run_dataset", { dataset, params: {} }, "not_allowed"],
    ["netsuite_run_dataset", { dataset }, "not_allowed"],
  ];
  for (const [tool, args, outcome] of asked) {
    const told = await systems.ask(DANIEL, tool, args);
    expect({ tool, args, outcome: told.outcome }).toEqual({ tool, args, outcome });
    if (outcome === "not_allowed")
      expect(told.texts[0]).toMatch(/rule of your role "Collector"\. Nothing was read\. .*ask /);
  }
});
