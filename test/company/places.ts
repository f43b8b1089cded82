import { expect, test } from "vitest";
import { by, type OpenCompany, type Row, sorted } from "./open-company.ts";

/** Salesforce keeps so much of an account's name. */
const NAME_LENGTH_MAX = 255;

const numberIn = (name: string): string => name.split(" ")[0] ?? "";

/** Customers and projects are the ERP's: others name the first by its id, the second by its number. */
export function customersAndProjectsAgree(opened: () => OpenCompany) {
  test("each account that names a customer of the ERP has that customer's name", async () => {
    const { erp, crm } = opened();
    const customers = by(await erp.rows("SELECT id, companyname FROM customer"), "id");
    const query = "SELECT Name, NetSuite_Id__c FROM Account WHERE NetSuite_Id__c != null";
    const named = await crm.rows(query);
    expect(sorted(named.map(({ NetSuite_Id__c: id }) => id))).toEqual(sorted(customers.keys()));
    for (const { Name, NetSuite_Id__c: id } of named)
      expect(Name).toBe(customers.get(id)?.companyname.slice(0, NAME_LENGTH_MAX));
  });

  test("each project under way has a site or a folder of its number and name", async () => {
    const { erp, files } = opened();
    const projects = await projectsIn(opened());
    const sites = await files.rows("/sites?search=*");
    const own = sites.filter(({ name }) => /^J-\d/.test(name));
    for (const { name, displayName } of own) expect(displayName).toBe(projects.get(name)?.entitytitle);
    const folders = await foldersIn(opened(), "projects", "Documents");
    for (const name of folders) expect(name).toBe(projects.get(numberIn(name))?.entitytitle);
    const active = new Set(erp.planted.activeProjects);
    const wanted = [...projects.values()].filter(({ id }) => active.has(String(id)));
    const found = [...own.map(({ name }) => name), ...folders.map(numberIn)];
    expect(sorted(found)).toEqual(sorted(wanted.map(({ entityid }) => entityid)));
  });

  test("bids and the archive stand under numbers of projects that are not under way", async () => {
    const { erp, company } = opened();
    const projects = await projectsIn(opened());
    const archived = await Promise.all(
      company.locations.map(({ city }) => foldersIn(opened(), "archive", city)),
    );
    const folders = [...(await foldersIn(opened(), "projects", "Bids")), ...archived.flat()];
    const active = new Set(erp.planted.activeProjects);
    expect(folders.length).toBeGreaterThan(10);
    for (const name of folders) {
      const project = projects.get(numberIn(name));
      expect(name).toBe(project?.entitytitle);
      expect(active).not.toContain(String(project?.id));
    }
  });
}

const projectsIn = async ({ erp }: OpenCompany): Promise<Map<string, Row>> =>
  by(await erp.rows("SELECT id, entityid, entitytitle FROM job"), "entityid");

/** Names of the folders at the top of a library. */
async function foldersIn({ files }: OpenCompany, site: string, library: string): Promise<string[]> {
  const sites = await files.rows("/sites?search=*");
  const drives = await files.rows(`/sites/${sites.find(({ name }) => name === site)?.id}/drives`);
  const drive = drives.find(({ name }) => name === library);
  const children = await files.rows(`/drives/${drive?.id}/root/children`);
  return children.filter(({ folder }) => folder).map(({ name }) => name);
}
