import { ToolError } from "@gatehouse/tool";
import { codeOf } from "@gatehouse/tool/for-tests";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { DANIEL, INGRID, type SimulatedOrg, simulatedOrg } from "./simulated-org.ts";
import { listActivities } from "./tools/list-activities.ts";
import { listCases } from "./tools/list-cases.ts";
import { listOpportunities } from "./tools/list-opportunities.ts";
import { query } from "./tools/query.ts";

let org: SimulatedOrg;
beforeAll(async () => {
  const closers: (() => Promise<void>)[] = [];
  org = await simulatedOrg({ closesAfter: (close) => closers.push(close) });
  return async () => {
    for (const close of closers) await close();
  };
});
afterEach(() => org.simulator.reset());

type Items = { items: { id: string; [field: string]: unknown }[]; has_more: boolean; withheld?: object[] };
const signal = () => AbortSignal.timeout(10_000);
const asked = (part: string) => org.simulator.requests.filter((request) => request.includes(part));
const everything = { owner: "any", limit: 100 };

describe("who calls", () => {
  test("a token is asked for under the username of the one active user with the caller's e-mail", async () => {
    const me = await (await org.apiOf({ email: DANIEL })).me(signal());
    expect(me).toMatchObject({ name: "Daniel Kowalski", username: DANIEL });
  });

  test("somebody whom Salesforce does not know is told so, and nothing is asked as them", async () => {
    for (const email of ["nobody@halden.example", ""]) {
      expect(await codeOf(org.run(listOpportunities, everything, { email }))).toBe("not_allowed");
      expect(asked("/oauth2/token")).toHaveLength(email === "" ? 0 : 1); // That of the directory.
      org.simulator.reset();
    }
  });

  test("without a directory a person who cannot sign in is not connected", async () => {
    const who = { email: "nobody@halden.example", hasDirectory: false };
    expect(await codeOf(org.run(listOpportunities, everything, who))).toBe("not_connected");
    const daniel = { email: DANIEL, hasDirectory: false };
    expect((await org.run<Items>(listOpportunities, { owner: "me" }, daniel)).items.length).toBeGreaterThan(
      0,
    );
  });

  test("people are remembered: two calls look up once and sign in once", async () => {
    const api = await org.apiOf({ email: DANIEL });
    await org.runOn(api, listOpportunities, { owner: "me" });
    await org.runOn(api, listOpportunities, { owner: "me" });
    expect(asked("UserType")).toHaveLength(1);
    expect(asked("/oauth2/token")).toHaveLength(2);
  });

  test("two people see what is theirs", async () => {
    const his = await org.run<Items>(
      query,
      { object: "Opportunity", fields: ["Name"], limit: 100 },
      { email: DANIEL },
    );
    const all = await org.run<Items>(
      query,
      { object: "Opportunity", fields: ["Name"], limit: 100 },
      { email: "ruth.abara@halden.example" },
    );
    expect(his.items.length).toBeGreaterThan(0);
    expect(his.items).not.toEqual(all.items);
  });

  test("under a shared identity nothing is anybody's own", async () => {
    const service = { identity: "service" as const, email: DANIEL };
    expect(await codeOf(org.run(listOpportunities, { owner: "me" }, service))).toBe("not_allowed");
    expect(await codeOf(org.run(listOpportunities, { owner: "team" }, service))).toBe("not_allowed");
    expect((await org.run<Items>(listOpportunities, everything, service)).items).toHaveLength(100);
  });
});

describe("a hidden field", () => {
  test("is left out after one refused try, and named; the next call knows", async () => {
    org.simulator.switches.hiddenFields = ["Opportunity.Probability"];
    const api = await org.apiOf();
    const first = await org.runOn<Items>(api, listOpportunities, everything);
    expect(first.items.length).toBeGreaterThan(0);
    expect(first.items.every((item) => !("probability" in item))).toBe(true);
    expect(first.withheld).toEqual([{ field: "items[].probability", reason: "vendor" }]);
    expect(asked("/query?q=SELECT+Id%2C+Name%2C+Account")).toHaveLength(2);
    expect(await org.runOn<Items>(api, listOpportunities, everything)).toEqual(first);
    expect(asked("/query?q=SELECT+Id%2C+Name%2C+Account")).toHaveLength(3);
    expect(asked("/describe")).toHaveLength(1);
  });

  test("of several all are left out at once", async () => {
    org.simulator.switches.hiddenFields = [
      "Opportunity.Probability",
      "Opportunity.Amount",
      "Opportunity.AccountId",
    ];
    const { withheld } = await org.run<Items>(listOpportunities, everything);
    expect(withheld).toEqual(
      ["account", "amount", "probability"].map((name) => ({ field: `items[].${name}`, reason: "vendor" })),
    );
  });

  test("that decides which rows come refuses the call and says which", async () => {
    org.simulator.switches.hiddenFields = ["Opportunity.Amount"];
    const sorted = org.run(listOpportunities, { ...everything, sort: "amount_desc" });
    await expect(sorted).rejects.toMatchObject({
      code: "not_allowed",
      message: expect.stringContaining("hides Amount of Opportunity"),
    });
    const filtered = org.run(listOpportunities, { ...everything, amount_min: 5 });
    expect(await codeOf(filtered)).toBe("not_allowed");
  });

  test("is nobody's to find out by its absence: what the vendor said stays in the log", async () => {
    org.simulator.switches.hiddenFields = ["Case.Status"];
    const error = await org.run(listCases, { status: ["New"] }).catch((caught) => caught);
    expect(error).toBeInstanceOf(ToolError);
    expect(`${error.message} ${error.next}`).not.toMatch(/column|SELECT|Row:/);
  });
});

describe("a long list", () => {
  test("goes on beyond what OFFSET takes, over pages of any size", async () => {
    org.simulator.switches.pageRows = 40;
    const api = await org.apiOf({ email: "ruth.abara@halden.example" });
    const rows = async (offset: number, limit: number) => {
      const given = { object: "Task", fields: ["Subject", "Status"], limit };
      return (await org.runOn<Items>(api, query, given, offset)).items;
    };
    expect([...(await rows(2_090, 20)), ...(await rows(2_110, 30))]).toEqual(await rows(2_090, 50));
    expect(org.simulator.requests.filter((request) => /\/query\/\w+-\d+/.test(request))).not.toEqual([]);
    expect(await codeOf(rows(10_001, 5))).toBe("invalid_input");
  });

  test("too long for a URL travels in a body, with the same answer", async () => {
    const names = Array.from({ length: 100 }, (_, index) => `${"Ünlikely name ".repeat(12)}${index}`);
    const given = (values: string[]) => ({
      object: "Account",
      fields: ["Name"],
      filters: [{ field: "Name", op: "not_in", values }],
      limit: 20,
    });
    const short = await org.run<Items>(query, given(names.slice(0, 1)));
    expect(asked("/composite")).toHaveLength(0);
    expect(await org.run<Items>(query, given(names))).toEqual(short);
    expect(asked("/composite")).toHaveLength(1);
  });

  test("of activities shows archived ones only where they are asked for, and never deleted ones", async () => {
    const given = { owner: "any", limit: 100, kinds: ["task"] };
    const who = { email: "ruth.abara@halden.example" };
    const plain = await org.run<Items>(listActivities, given, who);
    expect(plain.items.some(({ archived }) => archived)).toBe(false);
    expect(asked("/queryAll")).toHaveLength(0);
    await org.run<Items>(listActivities, { ...given, include_archived: true }, who);
    expect(asked("/queryAll?q=")[0]).toContain("IsDeleted+%3D+false");
  });
});

describe("a session", () => {
  test("that has ended is renewed once, unseen by the caller", async () => {
    org.simulator.switches.faults = [{ kind: "expiredToken", on: "read" }];
    expect((await org.run<Items>(listOpportunities, everything)).items.length).toBeGreaterThan(0);
  });

  test("that is refused for good is not renewed at all", async () => {
    const api = await org.apiOf({ hasDirectory: false });
    await org.runOn(api, listOpportunities, everything);
    org.simulator.switches.sessionRefusal = "This session is not valid for use with the REST API";
    const before = asked("/oauth2/token").length;
    expect(await codeOf(org.runOn(api, listOpportunities, everything))).toBe("not_connected");
    expect(asked("/oauth2/token")).toHaveLength(before);
  });

  test("of a person who may not use the API is not allowed", async () => {
    org.simulator.switches.apiDisabledFor = [INGRID];
    expect(await codeOf(org.run(listOpportunities, everything))).toBe("not_allowed");
  });
});

describe("the calls of the day", () => {
  test("are told with each answer and kept from reads below the reserve", async () => {
    const api = await org.apiOf({ dailyReserve: 500 });
    await org.runOn(api, listOpportunities, everything);
    org.simulator.switches.dailyApiRequestsUsed = 14_600;
    await org.runOn(api, listOpportunities, everything);
    const before = org.simulator.requests.length;
    await expect(org.runOn(api, listOpportunities, everything)).rejects.toMatchObject({
      code: "rate_limited",
      message: expect.stringContaining("nearly used up"),
    });
    expect(org.simulator.requests).toHaveLength(before);
  });

  test("that are gone are said to be gone", async () => {
    org.simulator.switches.dailyApiRequestsUsed = 15_001;
    await expect(org.run(listOpportunities, everything)).rejects.toMatchObject({
      code: "rate_limited",
      message: expect.stringContaining("used up, by all its programs"),
    });
  });
});
