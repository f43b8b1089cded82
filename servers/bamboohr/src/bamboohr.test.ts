import { createHash, randomBytes } from "node:crypto";
import { type Caller, ToolError } from "@gatehouse/tool";
import { codeOf } from "@gatehouse/tool/for-tests";
import { authorizationCode, singleRefreshToken, type TokenSource } from "@gatehouse/upstream";
import { describe, expect, test } from "vitest";
import { createBambooHr } from "./bamboohr.ts";
import {
  LEON,
  leon,
  priya,
  type SimulatedAccount,
  simulatedAccount,
  TOMAS,
  tomas,
} from "./simulated-account.ts";
import { system } from "./system.ts";
import { getEmployee } from "./tools/get-employee.ts";
import { tools } from "./tools/index.ts";
import { listHiring } from "./tools/list-hiring.ts";
import { listTimeOffRequests } from "./tools/list-time-off-requests.ts";
import { queryWorkforce } from "./tools/query-workforce.ts";

const redirectUri = "http://127.0.0.1/callback";
const client = { clientId: "gatehouse", clientSecret: "s3cret", redirectUris: [redirectUri] };
const signal = () => AbortSignal.timeout(5_000);

describe("a person's own sign-in", () => {
  test("by authorization code shows what BambooHR shows them, within the policy", async () => {
    const account = await simulatedAccount({ clients: [client] });
    const api = await connected(account, TOMAS);
    const access = await api.access(signal());
    expect(access.me.name).toBe("Tomás Rivera");
    const given = { employee: "me", sections: ["job", "compensation", "personal"] };
    const input = getEmployee.input.parse(given);
    const page = {} as never;
    const own = await getEmployee.handler({ api, input, caller: api.caller, page, signal: signal() });
    expect(own).toMatchObject({
      job: { hire_date: expect.any(String) },
      compensation: { rate: expect.any(String) },
    });
    // Nobody is asked for the scope behind a birthday: BambooHR leaves it out, and that is said.
    expect(own.withheld).toContainEqual({ field: "personal.birthday", reason: "vendor" });
  });

  test("is never asked for a scope that opens identity numbers or cards", () => {
    for (const scopes of Object.values(system.scopes))
      expect(scopes.join(" ")).not.toMatch(/protected_info|identification|creditcards|ssn|encrypted/);
  });

  test("shares nothing remembered with another person", async () => {
    const { origin, asked } = await simulatedAccount();
    const token = async ({ email }: Caller) => ({
      value: Buffer.from(`${email}:x`).toString("base64"),
      scheme: "Basic" as const,
      expiresAt: Number.POSITIVE_INFINITY,
    });
    const tokens: TokenSource = { identity: "person", token, renew: token };
    const server = createBambooHr({ origin, subdomain: "halden", tokens });
    const pagesFor = async (email: string) => {
      const before = asked.length;
      await server({ id: email, email, roles: [] }).access(signal());
      return asked.slice(before).filter((each) => each.includes("/employees?")).length;
    };
    expect(await pagesFor(TOMAS)).toBeGreaterThan(1);
    expect(await pagesFor(LEON)).toBeGreaterThan(1);
    expect(await pagesFor(TOMAS)).toBe(0);
  });

  test.each(tools)("$name answers under it, or says that it may not", async (tool) => {
    const account = await simulatedAccount();
    for (const who of [tomas, leon]) {
      const call = account.run(tool as never, tool.example, { ...who, identity: "person" });
      const code = await call.then(
        () => "",
        (error) => (error instanceof ToolError ? error.code : Promise.reject(error)),
      );
      expect(["", "not_allowed", "not_found"]).toContain(code);
    }
  });

  test("has no hiring, which BambooHR gives to keys alone", async () => {
    const account = await simulatedAccount();
    expect(await codeOf(account.run(listHiring, {}, { ...priya, identity: "person" }))).toBe("not_allowed");
  });

  test("decides what BambooHR says it decides", async () => {
    const account = await simulatedAccount();
    const given = { scope: "to_approve", limit: 100 };
    const { items } = await account.run<{ items: { can_decide: boolean }[] }>(listTimeOffRequests, given, {
      email: "ingrid.solberg@halden.example",
      identity: "person",
    });
    for (const item of items) expect(item.can_decide).toBe(true);
  });
});

describe("on the wire", () => {
  test("everybody is read along the cursor, a hundred at a time, and inactive people too", async () => {
    const account = await simulatedAccount();
    const access = await account.apiOf(priya).access(signal());
    expect(access.people.length).toBeGreaterThan(500);
    const pages = account.asked.filter((each) => each.startsWith("GET /api/v1/employees?"));
    expect(pages).toHaveLength(Math.ceil(access.people.length / 100));
    expect(pages[0]).toContain("page[limit]=100");
  });

  test.each([429, 503, 504])("a read is tried three times for %d", async (status) => {
    const account = await simulatedAccount();
    account.simulator.switches.faults = [{ kind: "status", status, on: "read", calls: 2 }];
    expect(await account.apiOf(priya).timeOffTypes(false, signal())).not.toEqual([]);
    account.simulator.switches.faults = [{ kind: "status", status, on: "read", calls: 9 }];
    const before = account.asked.length;
    const code = status === 429 ? "rate_limited" : "upstream_unavailable";
    expect(await codeOf(account.apiOf(priya).timeOffTypes(false, signal()))).toBe(code);
    expect(account.asked).toHaveLength(before + 3);
  });

  test("an error inside a 200 is an error, and repeated where it says so", async () => {
    const account = await simulatedAccount();
    account.simulator.switches.errorsInSuccess = 2;
    expect(await account.apiOf(priya).timeOffTypes(false, signal())).not.toEqual([]);
    account.simulator.switches.errorsInSuccess = 9;
    expect(await codeOf(account.apiOf(priya).timeOffTypes(false, signal()))).toBe("rate_limited");
  });

  test("XML is no answer", async () => {
    const account = await simulatedAccount();
    account.onTheWay.alter = () => "<fields><field id='1'>First Name</field></fields>";
    expect(await codeOf(account.apiOf(priya).fields())).toBe("upstream_unavailable");
  });

  test.each([null, [], {}, { data: null }, { data: [{ firstName: "No id" }] }])(
    "%j instead of the list of people is no answer",
    async (body) => {
      const account = await simulatedAccount();
      account.onTheWay.alter = (path, given) => (path.endsWith("/employees") ? body : given);
      expect(await codeOf(account.apiOf(priya).access(signal()))).toBe("upstream_unavailable");
    },
  );

  test("a dataset without ids is no answer: its rows would be nobody's", async () => {
    const account = await simulatedAccount();
    account.onTheWay.alter = (path, body) =>
      path.endsWith("/data")
        ? { ...(body as object), data: [{ fields: { jobTitle: "Laborer" } }], meta: {} }
        : body;
    expect(await codeOf(account.run(queryWorkforce, { fields: ["jobTitle"] }, priya))).toBe(
      "upstream_unavailable",
    );
  });

  test("ids, amounts and lists are read in every form they have", async () => {
    const account = await simulatedAccount();
    account.onTheWay.alter = (path, body) =>
      path.endsWith("/time_off/requests")
        ? Object.fromEntries((body as object[]).map((each, i) => [i, each]))
        : body;
    const { items } = await account.run<{ items: { amount: number }[] }>(
      listTimeOffRequests,
      { scope: "all", status: ["requested"], limit: 100 },
      priya,
    );
    expect(items).toHaveLength(38);
    for (const { amount } of items) expect(amount).toBeGreaterThan(0);
  });
});

/** What a browser does once per person: authorization code with PKCE (RFC 7636), for the refresh token it ends in. */
async function connected({ origin }: SimulatedAccount, email: string) {
  const verifier = randomBytes(32).toString("base64url");
  const post = (path: string, form: Record<string, string>) =>
    fetch(`${origin}${path}`, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
  const allowed = await post("/authorize.php", {
    response_type: "code",
    client_id: client.clientId,
    redirect_uri: redirectUri,
    scope: system.scopes[1].join(" "),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    user: email,
  });
  const code = new URL(allowed.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const answer = await post(system.grants.person.tokenPath, {
    grant_type: "authorization_code",
    client_id: client.clientId,
    client_secret: client.clientSecret,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
  });
  const { refresh_token: refreshToken } = (await answer.json()) as { refresh_token: string };
  const tokens = await authorizationCode({
    title: system.title,
    origin,
    grant: system.grants.person,
    clientId: client.clientId,
    credential: { secret: client.clientSecret },
    refreshTokens: singleRefreshToken(email, refreshToken),
  });
  return createBambooHr({ origin, subdomain: "halden", tokens })({ id: email, email, roles: [] });
}
