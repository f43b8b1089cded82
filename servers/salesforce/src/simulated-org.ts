import type { Caller, Tool } from "@gatehouse/tool";
import { pageAt } from "@gatehouse/tool/for-tests";
import { clientCredentials, jwtBearer, type TokenSource } from "@gatehouse/upstream";
import { Hono } from "hono";
import { exportJWK, generateKeyPair } from "jose";
import { onTestFinished } from "vitest";
import { type SalesforceSimulator, serveSimulator, simulateSalesforce } from "../simulator/index.ts";
import { directoryIn } from "./directory.ts";
import {
  createSalesforce,
  type OrgOptions,
  openOrg,
  type Salesforce,
  type SalesforceOptions,
} from "./salesforce.ts";
import { system } from "./system.ts";

type Who = {
  email?: string;
  identity?: "person" | "service";
  /** Whether people are looked up by the integration user, or are taken to be known by their e-mail. */
  hasDirectory?: boolean;
} & Partial<
  Pick<OrgOptions, "dailyReserve"> & Pick<SalesforceOptions, "customFields" | "extraFields" | "teamBy">
>;

export const RUTH = "ruth.abara@halden.example";
export const INGRID = "ingrid.solberg@halden.example";
export const DANIEL = "daniel.kowalski@halden.example";
const CLIENT = {
  clientId: "consumer-key",
  clientSecret: "consumer-secret",
  runAs: "gatehouse.integration@halden.example",
};
const CUSTOM = {
  erpId: "NetSuite_Id__c",
  slaDue: "SLA_Due__c",
  jobSite: "Job_Site__c",
  lossReason: "Loss_Reason__c",
};
const signal = () => AbortSignal.timeout(10_000);

/**
 * The org, except that every address in its answers leads to a host that does not exist: whoever followed one would fail.
 * Where calls go is configuration.
 */
function pointingElsewhere(simulator: SalesforceSimulator): Hono {
  return new Hono().all("*", async (c) => {
    const answer = await simulator.app.fetch(c.req.raw, c.env);
    const text = await answer.text();
    const elsewhere = "https://elsewhere.invalid";
    const body = text
      .replace(/"instance_url":"[^"]*"/, `"instance_url":"${elsewhere}"`)
      .replace(/"nextRecordsUrl":"/, `$&${elsewhere}`);
    return new Response(body || null, answer);
  });
}

/** A simulated org for one test or one file, and tools that run on it. */
export async function simulatedOrg({
  closesAfter = onTestFinished as (close: () => Promise<void>) => void,
} = {}) {
  const keys = await generateKeyPair("RS256", { extractable: true });
  const publicKey = await exportJWK(keys.publicKey);
  const privateKey = await exportJWK(keys.privateKey);
  const simulator: SalesforceSimulator = simulateSalesforce({ clients: [{ ...CLIENT, publicKey }] });
  const { url: origin, close } = await serveSimulator({ app: pointingElsewhere(simulator) });
  closesAfter(close);
  const common = { title: system.title, origin, clientId: CLIENT.clientId };

  const serviceTokens = (): Promise<TokenSource> =>
    clientCredentials({
      ...common,
      grant: system.grants.service,
      credential: { secret: CLIENT.clientSecret },
      scopes: system.scopes[1],
    });

  /** One server over the org, as `main.ts` would make it. */
  async function serverOf(who: Who): Promise<(caller: Caller) => Salesforce> {
    const { identity = "person", hasDirectory = true, dailyReserve = 1_000, email: _, ...options } = who;
    const org = openOrg({ origin, dailyReserve, timeoutMs: 2_000, backoffMs: [1] });
    const service = await serviceTokens();
    const directory = hasDirectory && identity === "person" ? directoryIn(org, service) : undefined;
    const { grants } = system;
    const person = () =>
      jwtBearer({
        ...common,
        grant: grants.delegated,
        privateKey,
        ...(directory && { subjectOf: directory.usernameOf }),
      });
    return createSalesforce({
      org,
      tokens: identity === "service" ? service : await person(),
      ...(directory && { directory }),
      customFields: CUSTOM,
      extraFields: [{ object: "Opportunity", field: "Margin_Pct__c", type: "number" }],
      currency: "USD",
      now: () => new Date(simulator.company.today),
      ...options,
    });
  }

  const callerOf = ({ email = INGRID }: Who): Caller => ({ id: email, email, roles: [] });
  const apiOf = async (who: Who = {}): Promise<Salesforce> => (await serverOf(who))(callerOf(who));

  async function run<T = Record<string, never>>(
    tool: Tool<Salesforce>,
    given: unknown,
    who: Who = {},
  ): Promise<T> {
    const api = await apiOf(who);
    return runOn<T>(api, tool, given);
  }

  /** A list page by page, over one server: as a caller would follow it. */
  async function runOn<T>(api: Salesforce, tool: Tool<Salesforce>, given: unknown, offset = 0): Promise<T> {
    const input = tool.input.parse(given);
    return (await tool.handler({
      api,
      input,
      caller: api.caller,
      page: pageAt(offset),
      signal: signal(),
    })) as T;
  }

  return { simulator, apiOf, run, runOn };
}

export type SimulatedOrg = Awaited<ReturnType<typeof simulatedOrg>>;
