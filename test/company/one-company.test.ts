import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenCompany, openCompany } from "./open-company.ts";
import { papersAgree } from "./papers.ts";
import { peopleAgree } from "./people.ts";
import { customersAndProjectsAgree } from "./places.ts";

/** What is true of all four products together; each is asked over its own wire, as its server would ask it. */
describe.each([1, 10])("the company at scale %i", (scale) => {
  let company: OpenCompany;
  // Ten times the records take the simulators half a minute to write.
  beforeAll(async () => {
    company = await openCompany({ scale });
  }, 180_000);
  afterAll(() => company.close());

  describe("people", () => peopleAgree(() => company, scale));
  describe("customers and projects", () => customersAndProjectsAgree(() => company));
  describe("papers", () => papersAgree(() => company));
});

test("is the same company from the same seed", async () => {
  const tell = async () => {
    const { erp, crm, files, hr, close } = await openCompany();
    const told = [
      await erp.rows(
        "SELECT id, tranid, entity, foreigntotal, trandate FROM transaction WHERE type = 'PurchOrd'",
      ),
      await crm.rows("SELECT Id, Name, Amount, StageName, OwnerId FROM Opportunity"),
      await files.rows("/sites?search=*"),
      await hr.people(),
      [erp, crm, files, hr].map(({ planted }) => planted),
    ];
    await close();
    // Where a simulator happens to listen is no part of the company.
    return JSON.stringify(told).replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "");
  };
  const first = await tell();
  expect(first.length).toBeGreaterThan(100_000);
  expect(await tell()).toBe(first);
}, 120_000);
