import { expect, test } from "vitest";
import { type Config, configSchema } from "../config/config.ts";
import { explain } from "./explain.ts";
import { policyFrom } from "./policy.ts";

const secret = { env: "X" };
const config: Config = configSchema.parse({
  company: { name: "c", contact: "it" },
  publicUrl: "http://localhost",
  listen: { port: 1 },
  database: { url: secret },
  keys: { signing: secret, assertion: secret, cookies: secret, audit: secret },
  identityProviders: { one: { label: "l", issuer: "http://i", clientId: "c", clientSecret: secret } },
  systems: { s: { url: "https://s", catalog: "s" } },
  roles: {
    reader: { title: "R", groups: ["readers"], tools: ["s_get"] },
    north: { title: "N", groups: ["north"], tools: ["s_get"], rules: { s_get: 'args.site == "north"' } },
    own: { title: "O", groups: ["north"], tools: ["s_get"], rules: { s_get: "args.who == caller.email" } },
    writer: { title: "W", tools: ["s_put"] },
  },
  people: [{ subject: "1", note: "pilot", roles: ["writer"], phases: { s: 2 }, tools: { s_put: 3 } }],
});
const opening = {
  id: "1",
  system: "s",
  phase: 3,
  role: undefined,
  openers: [],
  openedAt: new Date(),
  endsAt: undefined,
} as const;
const put = { entry: { name: "s_put", phase: 2, risk: "reversible" }, system: "s" } as const;
const person = (subject: string) => ({ issuer: "http://i", subject, groups: ["readers"], appRoles: [] });

test("a decision that rests on an exception for one person names it and what it changes", () => {
  const { decision, because } = explain(person("1"), put, policyFrom(config, undefined, [opening]), config);
  expect(decision.kind).toBe("allow");
  expect(because).toContain(
    "people: the entry for 1 (pilot) adds the roles writer, keeps s in phase 2 or below, allows 3 calls a minute of s_put",
  );
  expect(because).toContain("role writer names s_put");
});

test("whoever has no exception reads of none", () => {
  const { decision, because } = explain(person("2"), put, policyFrom(config), config);
  expect(decision.why).toBe("no_role_grants_it");
  expect(because.join("\n")).not.toContain("people:");
  expect(because).toContain("role reader does not name s_put");
});

const get = { entry: { name: "s_get", phase: 1, risk: "read" }, system: "s" } as const;
const northerner = { issuer: "http://i", subject: "3", groups: ["north"], appRoles: [] };

test("each rule on the arguments is shown, and with arguments how it comes out", () => {
  const said = (args: Record<string, unknown>) =>
    explain(northerner, get, policyFrom(config), config, { id: "3", email: "n@halden.example", args });
  const other = said({ site: "south", who: "n@halden.example" });
  expect(other.decision).toMatchObject({ kind: "allow", roles: ["own"] });
  expect(other.because).toContain('role north names s_get, with a rule: args.site == "north"');
  expect(other.because).toContain("the rule of north refuses these arguments: it is false");
  expect(other.because).toContain("the rule of own allows these arguments: it is true");
  const neither = said({ site: "south" });
  expect(neither.decision.why).toBe("arguments_refused");
  expect(neither.because.join("\n")).toMatch(
    /the rule of own refuses .*: it cannot be worked out: field not found/,
  );
});

test("without arguments it is said that the rule waits for some", () => {
  const { decision, because } = explain(northerner, get, policyFrom(config, undefined, [opening]), config);
  expect(decision.kind).toBe("allow");
  expect(because).toContain("the rule of own decides by the arguments; give some with --args");
});
