import { createCompany } from "@gatehouse/demo";
import { expect, test } from "vitest";
import { createStore, type Row, type Store } from "../store.ts";
import { seedOrg } from "./seed-org.ts";

const company = createCompany();
const store = createStore();
const planted = seedOrg(store, company);
const rows = (object: string): Row[] => [...store.rows(object)];
const read = (object: string, id: string): Row | undefined => store.read(object, id);

test("There are as many records as the company's CRM has", () => {
  const counts = [
    "User",
    "Account",
    "Contact",
    "Opportunity",
    "Case",
    "Task",
    "Event",
    "ProcessInstanceWorkitem",
  ];
  expect(counts.map((object) => rows(object).length)).toEqual([45, 420, 1_300, 620, 1_500, 9_000, 2_500, 12]);
  expect(rows("Opportunity").filter(({ IsClosed }) => IsClosed === false)).toHaveLength(150);
  expect(rows("Case").filter(({ IsClosed }) => IsClosed === false)).toHaveLength(110);
});

test("Equal companies give equal records, and scale multiplies them but not the users", () => {
  const dump = (of: Store) => ["User", "Opportunity", "Task"].map((object) => [...of.rows(object)]);
  const again = createStore();
  seedOrg(again, createCompany());
  expect(dump(again)).toEqual(dump(store));
  const larger = createStore();
  seedOrg(larger, createCompany({ scale: 2 }));
  expect([larger.size("User"), larger.size("Account"), larger.size("Task")]).toEqual([45, 840, 18_000]);
});

test("Customers of the ERP are accounts under its id, and its contacts match by e-mail", () => {
  for (const customer of company.customers) {
    const [account] = store.matching("Account", "NetSuite_Id__c", customer.id);
    expect(account?.Name).toBe(customer.name.slice(0, 255));
  }
  const customers = new Set(company.customers.map(({ id }) => id));
  const known = company.contacts.find(({ companyId }) => customers.has(companyId));
  expect(store.matching("Contact", "Email", known?.email ?? "").length).toBeGreaterThan(0);
});

test("Named staff have users with the e-mail as username, Leon Fischer none", () => {
  for (const name of [
    "amara.osei",
    "tomas.rivera",
    "ingrid.solberg",
    "priya.nair",
    "mei.tanaka",
    "ruth.abara",
  ]) {
    expect(store.matching("User", "Username", `${name}@halden.example`), name).toHaveLength(1);
  }
  expect(store.matching("User", "Username", "leon.fischer@halden.example")).toEqual([]);
  const daniel = read("User", planted.daniel.userId);
  expect(read("User", String(daniel?.ManagerId))?.Title).toBe("Regional Sales Manager");
  expect(daniel?.IsActive).toBe(true);
});

test("The role tree is three deep with six sales teams, and two users left open records behind", () => {
  const depth = (role: Row | undefined): number =>
    role ? 1 + depth(read("UserRole", String(role.ParentRoleId))) : 0;
  const roles = rows("UserRole");
  expect(Math.max(...roles.map(depth))).toBe(3);
  const management = roles.find(({ Name }) => Name === "Sales Management")?.Id ?? "";
  expect(store.matching("UserRole", "ParentRoleId", management)).toHaveLength(6);
  expect(planted.inactiveUsers).toHaveLength(2);
  for (const id of planted.inactiveUsers) {
    const own = store.matching("Opportunity", "OwnerId", id).filter(({ IsClosed }) => IsClosed === false);
    expect(own.length).toBeGreaterThan(0);
  }
});

test("Late and stale opportunities are exactly the planted ones", () => {
  const open = rows("Opportunity").filter(({ IsClosed }) => IsClosed === false);
  const late = open.filter(({ CloseDate }) => String(CloseDate) < company.today);
  expect(late.map(({ Id }) => Id)).toEqual(planted.pastCloseDate);
  const stale = open.filter(
    ({ LastActivityDate }) => LastActivityDate === null || String(LastActivityDate) < "2026-10-21",
  );
  expect(stale.map(({ Id }) => Id).sort()).toEqual([...planted.stale].sort());
  expect([planted.pastCloseDate.length, planted.stale.length, planted.wrongStage.length]).toEqual([
    20, 15, 3,
  ]);
});

test("Six lost opportunities have no reason, and all amounts lie between 5,000 and 8 million", () => {
  const lost = rows("Opportunity").filter(
    (row) => row.StageName === "Closed Lost" && row.Loss_Reason__c === null,
  );
  expect(lost.map(({ Id }) => Id)).toEqual(planted.lostWithoutReason);
  expect(lost).toHaveLength(6);
  const amounts = rows("Opportunity").flatMap(({ Amount }) => (Amount === null ? [] : Number(Amount)));
  expect(Math.min(...amounts)).toBeGreaterThanOrEqual(5_000);
  expect(Math.max(...amounts)).toBeLessThanOrEqual(8_000_000);
});

test("Every project of the ERP was won once, under its number", () => {
  for (const { number, customerId } of company.projects) {
    const won = read("Opportunity", planted.projectOpportunities[number] ?? "");
    expect(won?.Name).toContain(number);
    expect(won?.StageName).toBe("Closed Won");
    expect(read("Account", String(won?.AccountId))?.NetSuite_Id__c).toBe(customerId);
  }
});

test("Nine open cases are past their time, five descriptions are instructions", () => {
  const now = `${company.today}T09:00:00.000+0000`;
  const breached = rows("Case").filter((row) => row.IsClosed === false && String(row.SLA_Due__c) < now);
  expect(breached.map(({ Id }) => Id)).toEqual(planted.breachedCases);
  expect(breached).toHaveLength(9);
  expect(planted.injections).toHaveLength(5);
});

test("One contact in twenty has no e-mail, and thirty repeat a name", () => {
  expect(planted.contactsWithoutEmail.length).toBeGreaterThan(60);
  expect(planted.contactsWithoutEmail.length).toBeLessThan(70);
  for (const id of planted.duplicateContacts) {
    const copy = read("Contact", id);
    expect(store.matching("Contact", "Name", copy?.Name ?? null).length).toBeGreaterThan(1);
  }
  expect(planted.duplicateContacts).toHaveLength(30);
});

test("Records about nothing that is there do not exist", () => {
  for (const { WhatId, WhoId, AccountId } of rows("Task")) {
    for (const id of [WhatId, WhoId, AccountId]) {
      if (typeof id !== "string") continue;
      const object = { "001": "Account", "003": "Contact", "006": "Opportunity", "500": "Case" }[
        id.slice(0, 3)
      ];
      expect(read(object ?? "", id)).toBeDefined();
    }
  }
});

test("An approval of Daniel's waits for himself, and the example records are his", () => {
  const item = read("ProcessInstanceWorkitem", planted.ownApproval);
  const instance = read("ProcessInstance", String(item?.ProcessInstanceId));
  expect([item?.ActorId, instance?.SubmittedById]).toEqual([planted.daniel.userId, planted.daniel.userId]);
  expect(read("Opportunity", planted.daniel.opportunityId)?.OwnerId).toBe(planted.daniel.userId);
  expect(read("Contact", planted.daniel.contactId)?.AccountId).toBe(planted.daniel.accountId);
});
