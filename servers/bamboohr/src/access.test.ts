import { codeOf } from "@gatehouse/tool/for-tests";
import { describe, expect, test } from "vitest";
import type { BambooHr } from "./bamboohr.ts";
import { LEON, leon, PRIYA, priya, simulatedAccount, TOMAS, tomas, type Who } from "./simulated-account.ts";
import { getEmployee } from "./tools/get-employee.ts";

const TOMAS_ID = "2023";
const signal = () => AbortSignal.timeout(5_000);
const meIn = async (api: BambooHr) => (await api.access(signal())).me.name;
type Users = Record<string, { email: string; employeeId?: number; status: string }>;
const of = (users: Users, address: string) =>
  Object.values(users).find(({ email }) => email === address) ?? {};

describe("who the caller is", () => {
  test("comes from the one enabled account with their verified e-mail", async () => {
    const account = await simulatedAccount();
    expect(await meIn(account.apiOf(tomas))).toBe("Tomás Rivera");
    expect(await meIn(account.apiOf({ email: TOMAS.toUpperCase() }))).toBe("Tomás Rivera");
  });

  test.each<[what: string, change: (users: Users) => void]>([
    [
      "two accounts have the address",
      (users) => Object.assign(users, { 9: { ...of(users, LEON), email: TOMAS } }),
    ],
    ["the account is disabled", (users) => Object.assign(of(users, TOMAS), { status: "disabled" })],
    ["the account is no employee's", (users) => Object.assign(of(users, TOMAS), { employeeId: 0 })],
    [
      "the account bears another address",
      (users) => Object.assign(of(users, TOMAS), { email: "t@elsewhere.example" }),
    ],
    ["the employee is not listed", (users) => Object.assign(of(users, TOMAS), { employeeId: 999_999 })],
  ])("is not known where %s", async (_, change) => {
    const account = await simulatedAccount();
    account.onTheWay.alter = (path, body) => {
      if (path.endsWith("/meta/users")) change(body as Users);
      return body;
    };
    expect(await codeOf(account.apiOf(tomas).access(signal()))).toBe("not_allowed");
  });

  test("is known beside an account with the same address that is no employee's", async () => {
    const account = await simulatedAccount();
    account.onTheWay.alter = (path, body) =>
      path.endsWith("/meta/users")
        ? { ...(body as Users), 9: { ...of(body as Users, TOMAS), employeeId: 0 } }
        : body;
    expect(await meIn(account.apiOf(tomas))).toBe("Tomás Rivera");
  });

  test("is not known for somebody who has left, nor without a verified e-mail", async () => {
    const account = await simulatedAccount();
    account.onTheWay.alter = (path, body) => {
      if (path.endsWith("/employees"))
        for (const each of (body as { data: { workEmail: string; status: string }[] }).data)
          if (each.workEmail === TOMAS) each.status = "Inactive";
      return body;
    };
    expect(await codeOf(account.apiOf(tomas).access(signal()))).toBe("not_allowed");
    expect(await codeOf(account.apiOf({ email: "" }).access(signal()))).toBe("not_allowed");
  });

  test("under their own sign-in is the owner of the token, whose address must be theirs", async () => {
    const account = await simulatedAccount();
    expect(await meIn(account.apiOf({ ...leon, identity: "person" }))).toBe("Leon Fischer");
    const other = await simulatedAccount();
    other.onTheWay.alter = (path, body) =>
      path.endsWith("/employees/0") ? { ...(body as object), workEmail: TOMAS } : body;
    expect(await codeOf(other.apiOf({ ...leon, identity: "person" }).access(signal()))).toBe("not_allowed");
  });

  test("is remembered, and everybody else with it, for one person or one key each", async () => {
    const account = await simulatedAccount();
    const api = account.apiOf(tomas);
    await api.access(signal());
    const before = account.asked.length;
    await api.access(signal());
    expect(account.asked).toHaveLength(before);
  });
});

test("one person who leaves takes nobody else's answer with them", async () => {
  const account = await simulatedAccount();
  const leaving = new AbortController();
  const left = account
    .apiOf(tomas)
    .access(leaving.signal)
    .catch(() => "left");
  const stays = meIn(account.apiOf(leon));
  leaving.abort();
  expect([await left, await stays]).toEqual(["left", "Leon Fischer"]);
});

describe("who is meant", () => {
  const find = async (who: string, caller: Who = priya) => {
    const account = await simulatedAccount();
    return account.run<{ id: string; name: string }>(getEmployee, { employee: who }, caller);
  };

  test.each([
    ["me", "Priya Nair"],
    ["Tomás Rivera", "Tomás Rivera"],
    ["tomas rivera", "Tomás Rivera"],
    ["  RIVERA tom ", "Tomás Rivera"],
    [TOMAS, "Tomás Rivera"],
    [PRIYA.toUpperCase(), "Priya Nair"],
  ])("%j is %s", async (who, name) => {
    expect((await find(who)).name).toBe(name);
  });

  test.each(["nobody at all", "%", "' OR 1=1", "0", "999999", "nobody@halden.example", "../1"])(
    "%j is nobody",
    async (who) => {
      expect(await codeOf(find(who))).toBe("not_found");
    },
  );

  test("two people of one name are told by their ids, and neither is picked", async () => {
    const account = await simulatedAccount();
    const ids = account.simulator.planted.namesakes;
    const { name } = await account.run<{ name: string }>(getEmployee, { employee: ids[0] }, priya);
    const error = await account.run(getEmployee, { employee: name }, priya).catch((caught) => caught);
    expect(error).toMatchObject({ code: "invalid_input" });
    for (const id of ids) expect(error.message).toContain(id);
    expect(error.message).not.toContain(name);
  });

  test("somebody who is yet to begin is told to HR and to the managers above them alone", async () => {
    const account = await simulatedAccount();
    const { company, planted } = account.simulator;
    const [first = ""] = planted.futureHires;
    account.onTheWay.alter = (path, body) => {
      const { data } = body as { data?: { employeeId: string; reportsToId: string }[] };
      const hired = path.endsWith("/employees") && data?.find(({ employeeId }) => employeeId === first);
      if (hired) hired.reportsToId = TOMAS_ID;
      return body;
    };
    const knows = async (who: Who) => {
      const { people } = await account.apiOf(who).access(signal());
      return people.filter(({ hireDate = "" }) => hireDate > company.today).map(({ id }) => id);
    };
    expect(await knows(priya)).toEqual(planted.futureHires);
    expect(await knows(tomas)).toEqual([first]);
    expect(await knows(leon)).toEqual([]);
    expect(await codeOf(account.run(getEmployee, { employee: first }, leon))).toBe("not_found");
  });

  test("somebody answers to the name they go by and to their own", async () => {
    const account = await simulatedAccount();
    const [id] = account.simulator.planted.preferredNames;
    const { name } = await account.run<{ name: string }>(getEmployee, { employee: id }, priya);
    expect(name).toMatch(/^Sam /);
  });
});
