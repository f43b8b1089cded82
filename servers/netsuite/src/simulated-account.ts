import { serveSimulator } from "@gatehouse/simulator";
import type { Change, Tool } from "@gatehouse/tool";
import { pageAt } from "@gatehouse/tool/for-tests";
import { clientCredentials } from "@gatehouse/upstream";
import { Hono } from "hono";
import { exportJWK, generateKeyPair } from "jose";
import { onTestFinished } from "vitest";
import { type NetSuiteSimulator, simulateNetSuite } from "../simulator/index.ts";
import { createNetSuite, type NetSuite, type NetSuiteOptions } from "./netsuite.ts";
import { system } from "./system.ts";

type Who = {
  email?: string;
  roles?: string[];
  /** The NetSuite role the calls run under. */
  netSuiteRole?: string;
  identity?: "service" | "person";
} & Partial<Pick<NetSuiteOptions, "hasBoundParameters" | "customFields">>;

export const INGRID = "ingrid.solberg@halden.example";
export const TOMAS = "tomas.rivera@halden.example";
const ROLES = ["service_read", "approver", "suiteql_analyst", "project_reader", "contact_writer"];
const signal = () => AbortSignal.timeout(10_000);

/** What becomes of each answer on its way from the account: as it is, unless a test puts something else here. */
export type OnTheWay = { alter(path: string, body: Record<string, unknown>): unknown };

function altered(simulator: NetSuiteSimulator, onTheWay: OnTheWay) {
  return new Hono().all("*", async (c) => {
    const answer = await simulator.app.fetch(c.req.raw);
    const text = await answer.text();
    const body = text && JSON.stringify(onTheWay.alter(c.req.path, JSON.parse(text)));
    return new Response(body || null, answer);
  });
}

/** A simulated account for one test or one file, and tools that run on it. */
export async function simulatedAccount({
  closesAfter = onTestFinished as (close: () => Promise<void>) => void,
} = {}) {
  const keys = await generateKeyPair("ES256", { extractable: true });
  const publicKey = await exportJWK(keys.publicKey);
  const privateKey = await exportJWK(keys.privateKey);
  const clients = ROLES.map((role) => ({
    clientId: role,
    certificateId: role,
    publicKey,
    role,
    entity: INGRID,
  }));
  const simulator: NetSuiteSimulator = simulateNetSuite({ clients });
  const onTheWay: OnTheWay = { alter: (_, body) => body };
  const { url: origin, close } = await serveSimulator({ app: altered(simulator, onTheWay) });
  closesAfter(close);

  async function apiOf(who: Who): Promise<NetSuite> {
    const {
      email = INGRID,
      roles = [],
      netSuiteRole = "service_read",
      identity = "service",
      ...options
    } = who;
    const { title, grants, scopes } = system;
    const tokens = await clientCredentials({
      clientId: netSuiteRole,
      credential: { keyId: netSuiteRole, privateKey },
      title,
      origin,
      grant: grants.service,
      scopes: scopes[1],
    });
    return createNetSuite({
      origin,
      account: "1234567_SB1",
      tokens: { ...tokens, identity },
      allScopeRoles: ["finance"],
      customFields: { insuranceExpiry: "custentity_insurance_expiry", costCode: "custcol_cost_code" },
      now: () => new Date(simulator.company.today),
      timeoutMs: 2_000,
      backoffMs: [1],
      ...options,
    })({ id: email, email, roles });
  }

  const callOf = async (tool: Tool<NetSuite>, given: unknown, who: Who) => {
    const api = await apiOf(who);
    return { api, input: tool.input.parse(given), caller: api.caller, page: pageAt(), signal: signal() };
  };

  return {
    simulator,
    onTheWay,
    apiOf,
    async run<T = Record<string, never>>(tool: Tool<NetSuite>, given: unknown, who: Who = {}): Promise<T> {
      return (await tool.handler(await callOf(tool, given, who))) as T;
    },
    async preview(
      tool: Tool<NetSuite>,
      given: unknown,
      who: Who = {},
    ): Promise<Change<Record<string, unknown>>> {
      if (tool.risk === "read") throw new Error(`${tool.name} has no preview`);
      return tool.preview(await callOf(tool, given, who));
    },
  };
}

export type SimulatedAccount = Awaited<ReturnType<typeof simulatedAccount>>;
