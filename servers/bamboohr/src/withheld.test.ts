import { type Label, labelsIn, withholder } from "@gatehouse/tool";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import {
  leon,
  priya,
  type SimulatedAccount,
  simulatedAccount,
  tomas,
  type Who,
} from "./simulated-account.ts";
import { findPeople } from "./tools/find-people.ts";
import { getEmployee } from "./tools/get-employee.ts";
import { getEmployeeHistory } from "./tools/get-employee-history.ts";
import { queryWorkforce } from "./tools/query-workforce.ts";

let account: SimulatedAccount;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  account = await simulatedAccount({ closesAfter: (close) => closers.push(close) });
});
afterAll(() => Promise.all(closers.map((close) => close())));

type Items = {
  items: Record<string, unknown>[];
  columns: string[];
  withheld?: { field: string; reason: string }[];
};
/** One of the two people who report to Tomás, and his own manager. */
const KEIKO = "Keiko Aoki";
const SAMUEL = "Samuel Muñoz";

const all = ["work", "contact", "personal", "job", "compensation"];
const sections = async (employee: string, who: Who, within = account) => {
  const answer = await within.run<Record<string, unknown> & Items>(
    getEmployee,
    { employee, sections: all },
    who,
  );
  const withheld = (answer.withheld ?? []).map(({ field, reason }) => `${field} ${reason}`);
  return { shown: all.filter((section) => section in answer), withheld, answer };
};

describe("what is withheld is named", () => {
  test("of oneself: all but what the company alone records", async () => {
    const { shown, withheld } = await sections("me", tomas);
    expect(shown).toEqual(all);
    expect(withheld).toEqual([
      "personal.birth_date class",
      "personal.gender class",
      "personal.marital_status class",
    ]);
  });

  test("of the people below: no private contact and no pay", async () => {
    const { shown, withheld } = await sections(KEIKO, tomas);
    expect(shown).toEqual(["work", "job"]);
    expect(withheld).toEqual(["contact class", "personal class", "compensation class"]);
  });

  test("pay of the people below where the company says so", async () => {
    const open = { ...tomas, policy: { managersSeePay: true } };
    expect((await sections(KEIKO, open)).shown).toEqual(["work", "job", "compensation"]);
    const { items } = await account.run<Items>(
      getEmployeeHistory,
      { employee: KEIKO, table: "compensation" },
      open,
    );
    expect(items[0]).toHaveProperty("pay");
    expect((await sections(SAMUEL, open)).shown).toEqual(["work"]);
  });

  test("of a stranger, a superior and each half of a loop: the directory", async () => {
    const [one, other] = account.simulator.planted.loop;
    for (const [employee, who] of [
      [SAMUEL, leon],
      [SAMUEL, tomas],
      [one, tomas],
      [other, leon],
    ] as const) {
      const { shown, answer } = await sections(employee, who);
      expect(shown).toEqual(["work"]);
      expect(JSON.stringify(answer)).not.toContain("home");
    }
  });

  test("of anybody for HR: all, birthdays with and without the year", async () => {
    const { shown, withheld, answer } = await sections(KEIKO, priya);
    expect(shown).toEqual(all);
    expect(withheld).toEqual([]);
    expect(answer.personal).toMatchObject({ birthday: expect.stringMatching(/^\d\d-\d\d$/) });
  });
});

describe("what is withheld is named for its reason", () => {
  test("a field that BambooHR keeps from the identity is told apart from one that is unset", async () => {
    const other = await simulatedAccount();
    other.simulator.switches.hiddenFields = ["hireDate", "workPhone"];
    const { withheld } = await sections("me", tomas, other);
    const found = await other.run<Items>(findPeople, { department: "Finance" }, leon);
    expect(withheld).toEqual(expect.arrayContaining(["work.phone vendor", "job.hire_date vendor"]));
    expect(found.withheld).toEqual([{ field: "items[].phone", reason: "vendor" }]);
  });

  test("emergency contacts that came empty with a section BambooHR hides are not said to be none", async () => {
    const ingrid = { email: "ingrid.solberg@halden.example", roles: ["hr"], identity: "person" } as const;
    const { answer, withheld } = await sections(KEIKO, ingrid);
    expect(answer).not.toHaveProperty("emergency_contacts");
    expect(withheld).toContain("emergency_contacts vendor");
  });

  test("columns of a query that are not for the whole scope", async () => {
    const fields = ["jobTitle", "hireDate", "payRate", "ssn", "customShift"];
    const of = async (who: Who, more = {}) => {
      const { columns, withheld = [] } = await account.run<Items>(queryWorkforce, { fields, ...more }, who);
      return [columns, withheld.map(({ field }) => field)];
    };
    expect(await of(leon)).toEqual([["jobTitle"], ["hireDate", "payRate", "ssn", "customShift"]]);
    expect(await of(tomas, { scope: "team" })).toEqual([
      ["jobTitle", "hireDate"],
      ["payRate", "ssn", "customShift"],
    ]);
    expect(await of(priya)).toEqual([
      ["jobTitle", "hireDate", "personal.customShift", "pay.payRate"],
      ["ssn"],
    ]);
  });
});

describe("what the gateway's role does not see goes last", () => {
  test.each<[visible: Label[], shown: string[], parts: string[]]>([
    [[], ["work", "job"], ["values"]],
    [["personal"], ["work", "contact", "personal", "job"], ["values", "personal"]],
    [["pay"], ["work", "job", "compensation"], ["values", "pay"]],
    [["personal", "pay"], all, ["values", "personal", "pay"]],
  ])("a role that sees %j, held by HR", async (visible, shown, parts) => {
    const seen = <T>(tool: { output: z.ZodObject }, answer: T): T => {
      withholder(labelsIn(tool.output), new Set(visible))?.(answer);
      return answer;
    };
    const { answer } = await sections(KEIKO, priya);
    const person = seen(getEmployee, answer);
    expect(all.filter((section) => section in person)).toEqual(shown);
    expect("emergency_contacts" in person).toBe(visible.includes("personal"));
    const fields = ["jobTitle", "gender", "payRate"];
    const { items } = seen(
      queryWorkforce,
      await account.run<Items>(queryWorkforce, { fields, limit: 1 }, priya),
    );
    expect(["values", "personal", "pay"].filter((part) => part in (items[0] ?? {}))).toEqual(parts);
  });
});
