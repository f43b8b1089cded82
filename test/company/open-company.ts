import { setImmediate as breath } from "node:timers/promises";
import { type BambooHrSimulator, serviceUserEmail, simulateBambooHr } from "@gatehouse/bamboohr/simulator";
import { type Company, createCompany } from "@gatehouse/demo";
import { system as netsuite } from "@gatehouse/netsuite";
import { simulateNetSuite } from "@gatehouse/netsuite/simulator";
import { system as salesforce } from "@gatehouse/salesforce";
import { simulateSalesforce } from "@gatehouse/salesforce/simulator";
import { SERVICE_SCOPES, system as sharepoint } from "@gatehouse/sharepoint";
import { serveSharePoint, simulateSharePoint } from "@gatehouse/sharepoint/simulator";
import { serveSimulator } from "@gatehouse/simulator";
import { apiKey, clientCredentials, type TokenSource } from "@gatehouse/upstream";
import { exportJWK, generateKeyPair } from "jose";

/** A row as a vendor gives it; what a test compares, it names. */
// biome-ignore lint/suspicious/noExplicitAny: rows of four vendors have every shape, and a wrong name fails its expectation.
export type Row = Record<string, any>;

export const by = (rows: readonly Row[], name: string) =>
  new Map(rows.map((row) => [String(row[name]), row]));
export const sorted = (texts: Iterable<string>): string[] => [...texts].toSorted();

const clientId = "gatehouse";
const secret = "a secret of the test";
const nobody = { id: "test", email: "", roles: [] };

/** A request with the token of whoever reads; its answer as JSON. */
async function ask(tokens: TokenSource, url: string, init: RequestInit = {}): Promise<Row> {
  const { value, scheme = "Bearer" } = await tokens.token(nobody);
  const headers = { authorization: `${scheme} ${value}`, accept: "application/json", ...init.headers };
  const answer = await fetch(url, { ...init, headers });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Row;
}

async function openNetSuite(company: Company) {
  const keys = await generateKeyPair("ES256", { extractable: true });
  const certificate = { clientId, certificateId: "read", publicKey: await exportJWK(keys.publicKey) };
  const simulator = simulateNetSuite({
    company,
    clients: [{ ...certificate, role: "service_read", entity: "mei.tanaka@halden.example" }],
  });
  const { url, close } = await serveSimulator(simulator);
  const tokens = await clientCredentials({
    title: netsuite.title,
    origin: url,
    grant: netsuite.grants.service,
    clientId,
    credential: { keyId: certificate.certificateId, privateKey: await exportJWK(keys.privateKey) },
    scopes: netsuite.scopes[1],
  });
  return {
    ...simulator,
    close,
    /** All rows of a SuiteQL query, whose pages hold 1,000 at most. */
    async rows(query: string): Promise<Row[]> {
      const rows: Row[] = [];
      for (let offset = 0, hasMore = true; hasMore; offset += 1_000) {
        const page = await ask(tokens, `${url}/services/rest/query/v1/suiteql?limit=1000&offset=${offset}`, {
          method: "POST",
          headers: { "content-type": "application/json", prefer: "transient" },
          body: JSON.stringify({ q: query }),
        });
        rows.push(...page.items);
        hasMore = page.hasMore;
      }
      return rows;
    },
  };
}

async function openSalesforce(company: Company) {
  const runAs = "gatehouse.integration@halden.example";
  const simulator = simulateSalesforce({ company, clients: [{ clientId, clientSecret: secret, runAs }] });
  const { url, close } = await serveSimulator(simulator);
  const { title, grants, scopes } = salesforce;
  const credential = { secret };
  const tokens = await clientCredentials({
    title,
    origin: url,
    grant: grants.service,
    clientId,
    credential,
    scopes: scopes[1],
  });
  return {
    ...simulator,
    close,
    async rows(query: string): Promise<Row[]> {
      const rows: Row[] = [];
      let next: string | undefined = `/services/data/v66.0/query?q=${encodeURIComponent(query)}`;
      while (next !== undefined) {
        const page: Row = await ask(tokens, url + next);
        rows.push(...page.records);
        next = page.nextRecordsUrl;
      }
      return rows;
    },
  };
}

async function openSharePoint(company: Company) {
  const simulator = simulateSharePoint({
    company,
    clients: [{ clientId, clientSecret: secret, appRoles: ["Sites.Read.All"] }],
    switches: { unitsPerMinute: 10_000_000, requestsPerPerson: 10_000_000 },
  });
  const { url, close } = await serveSharePoint(simulator);
  const tokens = await clientCredentials({
    title: sharepoint.title,
    origin: url,
    grant: sharepoint.grants.service,
    clientId,
    credential: { secret },
    variables: { tenant: simulator.tenantId },
    scopes: SERVICE_SCOPES,
  });
  const at = (path: string) => `${url}/v1.0${path}`;
  const rows = async (path: string): Promise<Row[]> => {
    const all: Row[] = [];
    for (let next: string | undefined = at(path); next !== undefined; ) {
      const page: Row = await ask(tokens, next);
      all.push(...page.value);
      next = page["@odata.nextLink"];
    }
    return all;
  };
  return {
    ...simulator,
    close,
    /** All rows of a collection. */
    rows,
    /** Everybody whom SharePoint knows, from the hidden list that every site has of its users. */
    async people(): Promise<Row[]> {
      const lists = await rows("/sites/root/lists");
      const users = lists.find(({ list }) => list.template === "userInformation");
      const items = await rows(`/sites/root/lists/${users?.id}/items?$expand=fields`);
      return items.map(({ fields }) => fields);
    },
    async fileOf({ driveId, itemId }: { driveId: string; itemId: string }): Promise<Buffer> {
      const item = await ask(tokens, at(`/drives/${driveId}/items/${itemId}`));
      return Buffer.from(await (await fetch(item["@microsoft.graph.downloadUrl"])).arrayBuffer());
    },
  };
}

async function openBambooHr(company: Company) {
  const key = "key-of-the-test";
  const simulator: BambooHrSimulator = simulateBambooHr({
    company,
    apiKeys: [{ key, user: serviceUserEmail }],
  });
  const { url, close } = await serveSimulator(simulator);
  return {
    ...simulator,
    close,
    /** Everybody in the list of employees, active or not. */
    async people(): Promise<Row[]> {
      const rows: Row[] = [];
      const fields = "fields=workEmail,hireDate&page[limit]=100";
      for (let after = ""; ; ) {
        const page = await ask(apiKey({ key }), `${url}/api/v1/employees?${fields}${after}`);
        rows.push(...page.data);
        const { nextCursor } = page.meta.page;
        if (nextCursor === null) return rows;
        after = `&page[after]=${encodeURIComponent(nextCursor)}`;
      }
    },
  };
}

/** One company in all four products, each behind its own wire and read by an identity that sees everything. */
export async function openCompany(options: { scale?: number } = {}) {
  const company = createCompany(options);
  // Each writes its records in one go. In between the test runner gets its turn, which gives up a worker that stays silent.
  const erp = await openNetSuite(company);
  await breath();
  const crm = await openSalesforce(company);
  await breath();
  const files = await openSharePoint(company);
  const hr = await openBambooHr(company);
  const close = () => Promise.all([erp, crm, files, hr].map((each) => each.close()));
  return { company, erp, crm, files, hr, close };
}

export type OpenCompany = Awaited<ReturnType<typeof openCompany>>;
