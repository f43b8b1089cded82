import { serveSimulator } from "@gatehouse/simulator";
import type { Label, Tool } from "@gatehouse/tool";
import { pageAt } from "@gatehouse/tool/for-tests";
import { apiKey } from "@gatehouse/upstream";
import { Hono } from "hono";
import { onTestFinished } from "vitest";
import {
  type BambooHrSimulator,
  type OAuthClient,
  serviceUserEmail,
  simulateBambooHr,
} from "../simulator/index.ts";
import { type BambooHr, createBambooHr } from "./bamboohr.ts";
import type { Policy } from "./policy.ts";

const at = (name: string) => `${name}@halden.example`;
/** HR by her Gatehouse role alone, a manager of people, and somebody who has neither. */
export const PRIYA = at("priya.nair");
export const TOMAS = at("tomas.rivera");
export const LEON = at("leon.fischer");
const HR_ROLE = "hr";

export type Who = {
  email?: string;
  roles?: readonly string[];
  sees?: readonly Label[];
  /** `person`: the vendor sees this person instead of the service account. */
  identity?: "service" | "person";
  policy?: Policy;
};

export const priya: Who = { email: PRIYA, roles: [HR_ROLE] };
export const tomas: Who = { email: TOMAS };
export const leon: Who = { email: LEON };

/** What becomes of each answer on its way from the account: as it is, unless a test puts something else here. */
export type OnTheWay = { alter(path: string, body: unknown): unknown };

/** The account with its answers altered, and with every question noted as `METHOD path?query body`. */
function listened(simulator: BambooHrSimulator, onTheWay: OnTheWay, asked: string[]) {
  return new Hono().all("*", async (c) => {
    const { pathname, search } = new URL(c.req.url);
    asked.push(`${c.req.method} ${pathname}${decodeURIComponent(search)} ${await c.req.raw.clone().text()}`);
    const answer = await simulator.app.fetch(c.req.raw, c.env);
    if (!answer.headers.get("content-type")?.includes("json")) return answer;
    const text = await answer.text();
    const body = text && JSON.stringify(onTheWay.alter(c.req.path, JSON.parse(text)));
    return new Response(body || null, answer);
  });
}

/** A simulated account for one test or one file, and tools that run on it. */
export async function simulatedAccount({
  closesAfter = onTestFinished as (close: () => Promise<void>) => void,
  clients = [] as OAuthClient[],
} = {}) {
  const people = [PRIYA, TOMAS, LEON, at("ingrid.solberg"), serviceUserEmail];
  const simulator = simulateBambooHr({
    apiKeys: people.map((user) => ({ key: user, user })),
    clients,
    switches: { retryAfterSeconds: 0 },
  });
  const onTheWay: OnTheWay = { alter: (_, body) => body };
  const asked: string[] = [];
  const { url: origin, close } = await serveSimulator({ app: listened(simulator, onTheWay, asked) });
  closesAfter(close);

  const servers = new Map<string, ReturnType<typeof createBambooHr>>();
  /** One server for one identity and policy, as in a deployment: what it remembers, it remembers for all of them. */
  const serverFor = ({ email = PRIYA, identity = "service", policy = {} }: Who) => {
    const key = JSON.stringify([identity === "person" && email, policy]);
    const server =
      servers.get(key) ??
      createBambooHr({
        origin,
        subdomain: "halden",
        tokens: apiKey({ key: identity === "service" ? serviceUserEmail : email, identity }),
        policy: { hrRoles: [HR_ROLE], ...policy },
        now: () => new Date(simulator.company.today),
        timeoutMs: 4_000,
        backoffMs: [1, 1],
      });
    servers.set(key, server);
    return server;
  };
  const apiOf = (who: Who = {}): BambooHr => {
    const { email = PRIYA, roles = [], sees } = who;
    return serverFor(who)({ id: email, email, roles, ...(sees && { sees }) });
  };

  async function run<T = Record<string, never>>(tool: Tool<BambooHr>, given: unknown, who: Who = {}) {
    const api = apiOf(who);
    const signal = AbortSignal.timeout(10_000);
    const answer = await tool.handler({
      api,
      input: tool.input.parse(given),
      caller: api.caller,
      page: pageAt(),
      signal,
    });
    return tool.output.parse(answer) as T;
  }

  return {
    simulator,
    origin,
    onTheWay,
    asked,
    apiOf,
    run,
  };
}

export type SimulatedAccount = Awaited<ReturnType<typeof simulatedAccount>>;
