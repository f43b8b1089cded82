import { cursorsWith, runTool } from "@gatehouse/server";
import type { Caller, Tool } from "@gatehouse/tool";
import { clientCredentials, onBehalfOf, type TokenSource } from "@gatehouse/upstream";
import { expect } from "vitest";
import { serveSharePoint, simulateSharePoint } from "../simulator/index.ts";
import { createSharePoint, DEMO_SITE, type SharePoint, type SharePointOptions } from "./sharepoint.ts";
import { SERVICE_SCOPES, system } from "./system.ts";

export const INGRID = "ingrid.solberg@halden.example";
export const AMARA = "amara.osei@halden.example";
export const TOMAS = "tomas.rivera@halden.example";
export const LEON = "leon.fischer@halden.example";

export const HOST = new URL(DEMO_SITE).host;
export const urlOf = (path: string) => new URL(path, DEMO_SITE).href;
/** A planted place's path as tools take it. */
export const pathOf = ({ path }: { path: string }) => path.split("/").join(" / ");

const app = { clientId: "gatehouse", clientSecret: "a secret of the test" };
/** People's own SharePoint, in which they change things while a test reads. */
const browser = {
  clientId: "browser",
  clientSecret: "another secret",
  delegatedScopes: ["Sites.ReadWrite.All", "Files.ReadWrite.All"],
};
/** Sites that the service was granted in the simulator; one more than tests open. */
const GRANTED = ["operations", "projects", "safety-and-quality"];
const OPEN_SITES = ["operations", "safety-and-quality"].map((name) => urlOf(`/sites/${name}`));

type Who = { email?: string; as?: "person" | "service" } & Partial<SharePointOptions>;
type Closes = (close: () => Promise<void>) => void;

const start = () =>
  simulateSharePoint({
    clients: [
      {
        ...app,
        appRoles: ["Sites.Selected"],
        sites: Object.fromEntries(GRANTED.map((name) => [name, "read" as const])),
      },
      browser,
    ],
    switches: { unitsPerMinute: 1_000_000, requestsPerPerson: 1_000_000 },
  });

/** The ways to sign in at a simulator: reading as a person or as the service, and writing as a person. */
async function signInsAt(simulator: ReturnType<typeof start>, origin: string) {
  const common = { title: system.title, origin, variables: { tenant: simulator.tenantId } };
  const asPerson = ({ clientId, clientSecret }: typeof app, scopes: readonly string[]) =>
    onBehalfOf({
      ...common,
      clientId,
      credential: { secret: clientSecret },
      grant: system.grants.delegated,
      scopes,
      assertionOf: ({ email }) => simulator.userToken(email, { clientId }),
    });
  const service = await clientCredentials({
    ...common,
    clientId: app.clientId,
    credential: { secret: app.clientSecret },
    grant: system.grants.service,
    scopes: SERVICE_SCOPES,
  });
  const [person, writing] = [
    await asPerson(app, system.scopes[1]),
    await asPerson(browser, system.scopes[2]),
  ];
  return { reading: { person, service } satisfies Record<"person" | "service", TokenSource>, writing };
}

const callerOf = (email: string): Caller => ({ id: email, email, roles: [] });

/** A simulated tenant for one test file, and tools that run on it as somebody, as a server would run them. */
export async function simulatedTenant(closesAfter: Closes) {
  const simulator = start();
  const { url: origin, filesUrl, close } = await serveSharePoint(simulator);
  closesAfter(close);
  const { reading, writing } = await signInsAt(simulator, origin);
  const cursors = cursorsWith(Buffer.alloc(32, 7));
  const accounts = new Map<string, ReturnType<typeof createSharePoint>>();

  /** One account per way of signing in, shared by everybody as in a server. */
  function accountOf({ as = "person", email: _, ...options }: Who) {
    const key = JSON.stringify([as, options]);
    const account =
      accounts.get(key) ??
      createSharePoint({
        origin,
        tokens: reading[as],
        hosts: [HOST],
        downloadHosts: [new URL(filesUrl).host],
        ...(as === "service" && { openSites: OPEN_SITES }),
        handleKey: Buffer.alloc(32, 3),
        unitsPerMinute: 1_000_000,
        now: () => new Date(`${simulator.company.today}T08:00:00Z`),
        timeoutMs: 5_000,
        backoffMs: [1],
        ...options,
      });
    accounts.set(key, account);
    return account;
  }

  return {
    simulator,
    filesUrl,
    async run<T = Record<string, unknown>>(
      tool: Tool<SharePoint>,
      given: unknown,
      who: Who = {},
    ): Promise<T> {
      const caller = callerOf(who.email ?? INGRID);
      const answer = runTool({
        tool,
        arguments: given,
        step: undefined,
        change: undefined,
        caller,
        api: accountOf(who)(caller),
        cursors,
        signal: AbortSignal.timeout(20_000),
      });
      return (await answer) as T;
    },
    /** Something that a person changes in SharePoint by themselves, past the server. */
    async change(method: string, path: string, body?: object, email = INGRID): Promise<void> {
      const { value } = await writing.token(callerOf(email));
      const answer = await fetch(`${origin}/v1.0${path}`, {
        method,
        headers: { authorization: `Bearer ${value}`, "content-type": "application/json" },
        ...(body && { body: JSON.stringify(body) }),
      });
      expect(answer.ok).toBe(true);
    },
  };
}

export type SimulatedTenant = Awaited<ReturnType<typeof simulatedTenant>>;
