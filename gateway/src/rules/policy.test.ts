import { expect, test } from "vitest";
import { type Config, configSchema } from "../config/config.ts";
import type { Opening } from "../phases/openings.ts";
import { phaseOf } from "./decision-on.ts";
import { policyFrom } from "./policy.ts";

const secret = { env: "X" };
const config = (more: object = {}): Config =>
  configSchema.parse({
    company: { name: "c", contact: "it" },
    publicUrl: "http://localhost",
    listen: { port: 1 },
    database: { url: secret },
    keys: { signing: secret, assertion: secret, cookies: secret, audit: secret },
    identityProviders: { one: { label: "l", issuer: "http://i", clientId: "c", clientSecret: secret } },
    systems: { s: { url: "https://s", catalog: "s" } },
    limits: { perMinute: 10 },
    roles: {
      a: { title: "A", groups: ["ga"], sees: ["pay"], perMinute: 20, tools: ["s_get", "s_list"] },
      b: { title: "B", groups: ["gb"], appRoles: ["B"], sees: ["bank"], perMinute: 50, tools: ["s_get"] },
    },
    ...more,
  });
const opening = (phase: 2 | 3, role?: string): Opening => ({
  id: "1",
  system: "s",
  phase,
  role,
  openers: [],
  openedAt: new Date(),
  endsAt: undefined,
});
const person = (more: object = {}) => ({
  issuer: "http://i",
  subject: "1",
  groups: [],
  appRoles: [],
  ...more,
});

test("nobody has a role without a group, an app role or a line of their own", () => {
  const rights = policyFrom(config()).rightsOf(person({ groups: ["GA", "ga ", "other"] }));
  expect(rights.roles).toEqual([]);
  expect(rights.grants.size).toBe(0);
});

test("a role that names a provider is held by nobody of another one, whatever groups that one puts them into", () => {
  const roles = {
    a: { title: "A", provider: "one", groups: ["ga"], appRoles: ["A"], tools: ["s_get"] },
  };
  const policy = policyFrom(config({ roles }), new Map([["one", "http://i"]]));
  const everything = { groups: ["ga"], appRoles: ["A"] };
  expect(policy.rolesOf(person(everything))).toEqual(["a"]);
  expect(policy.rolesOf(person({ ...everything, issuer: "http://partner" }))).toEqual([]);
  expect(policyFrom(config({ roles })).rolesOf(person(everything))).toEqual([]);
});

test("several roles add up: tools, labels and the larger limit", () => {
  const rights = policyFrom(config()).rightsOf(person({ groups: ["ga"], appRoles: ["B"] }));
  expect(rights.grants.get("s_get")).toEqual(["a", "b"]);
  expect([...rights.sees].sort()).toEqual(["bank", "pay"]);
  expect(rights.limits.perMinute).toBe(50);
});

test("one person may differ in role, limit and phase, and nobody else does", () => {
  const policy = policyFrom(
    config({ people: [{ subject: "1", roles: ["b"], perMinute: 3, phases: { s: 1 } }] }),
    undefined,
    [opening(2)],
  );
  const special = policy.rightsOf(person());
  expect(special).toMatchObject({ roles: ["b"], limits: { perMinute: 3 } });
  expect(special.phases.get("s")).toBe(1);
  expect(policy.rightsOf(person({ subject: "2" })).phases.get("s")).toBe(2);
});

test("a person's phase is the highest opening that counts for them, and an exception only lowers it", () => {
  const openings = [opening(2), opening(3, "b")];
  const policy = policyFrom(config({ people: [{ subject: "9", phases: { s: 3 } }] }), undefined, openings);
  const phaseOf = (more: object) => policy.rightsOf(person(more)).phases.get("s");
  expect(phaseOf({ subject: "2", groups: ["ga"] })).toBe(2);
  expect(phaseOf({ subject: "3", groups: ["gb"] })).toBe(3);
  expect(phaseOf({ subject: "9" })).toBe(2);
  expect(policyFrom(config()).rightsOf(person()).phases.get("s")).toBe(1);
  expect(policy.version).toBe(policyFrom(config({ people: [{ subject: "9", phases: { s: 3 } }] })).version);
});

test("a tool is confirmed first where every role that grants it wants that", () => {
  const roles = {
    a: { title: "A", groups: ["ga"], tools: ["s_get", "s_put"], confirm: ["s_put"] },
    b: { title: "B", groups: ["gb"], tools: ["s_put"] },
  };
  const policy = policyFrom(config({ roles }));
  expect([...policy.rightsOf(person({ groups: ["ga"] })).confirm]).toEqual(["s_put"]);
  expect([...policy.rightsOf(person({ subject: "2", groups: ["ga", "gb"] })).confirm]).toEqual([]);
});

test("a raised tool is of the higher phase for everybody, and makes a version of its own", () => {
  const raised = config({ systems: { s: { url: "https://s", catalog: "s", raise: { s_put: 3 } } } });
  const policy = policyFrom(raised);
  expect([...policy.rightsOf(person()).raised]).toEqual([["s_put", 3]]);
  expect(phaseOf({ name: "s_put", phase: 2 }, policy.rightsOf(person()))).toBe(3);
  expect(phaseOf({ name: "s_other", phase: 2 }, policy.rightsOf(person()))).toBe(2);
  expect(policy.version).not.toBe(policyFrom(config()).version);
});

test("an exception that names an issuer does not fit the same subject elsewhere", () => {
  const policy = policyFrom(config({ people: [{ subject: "1", issuer: "https://other", roles: ["b"] }] }));
  expect(policy.rightsOf(person()).roles).toEqual([]);
});

test("a role without a limit of its own has the general one, so a further role never lowers a limit", () => {
  const roles = {
    slow: { title: "S", groups: ["gs"], perMinute: 5, tools: ["s_get"] },
    plain: { title: "P", groups: ["gp"], tools: ["s_get"] },
  };
  const rights = policyFrom(config({ roles })).rightsOf(person({ groups: ["gs", "gp"] }));
  expect(rights.limits.perMinute).toBe(10);
});

test("people with the same roles share their rights, and a changed rule makes a new version", () => {
  const policy = policyFrom(config());
  expect(policy.rightsOf(person({ groups: ["ga"] }))).toBe(
    policy.rightsOf(person({ subject: "2", groups: ["ga", "x"] })),
  );
  expect(policyFrom(config({ limits: { perMinute: 11 } })).version).not.toBe(policy.version);
});

test("rules on arguments belong to their role and tool, are compiled once for everybody, and make a version of their own", () => {
  const roles = (when: string) => ({
    bound: { title: "B", groups: ["g"], tools: ["s_get", "s_list"], rules: { s_get: when } },
    free: { title: "F", groups: ["f"], tools: ["s_get"] },
  });
  const policy = policyFrom(config({ roles: roles('args.id == "1"') }));
  const one = policy.rightsOf(person({ groups: ["g"] }));
  const both = policy.rightsOf(person({ subject: "2", groups: ["g", "f"] }));
  expect([...one.rules.keys()]).toEqual(["s_get"]);
  expect(both.rules.get("s_get")?.get("bound")).toBe(one.rules.get("s_get")?.get("bound"));
  expect(both.rules.get("s_get")?.has("free")).toBe(false);
  expect(policy.rightsOf(person({ groups: ["f"] })).rules.size).toBe(0);
  expect(policyFrom(config({ roles: roles('args.id == "2"') })).version).not.toBe(policy.version);
});
