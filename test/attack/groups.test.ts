import { afterAll, beforeAll, expect, test } from "vitest";
import { type LoginKind, openOidcLogin, openSamlLogin } from "../support/logins.ts";
import { callTool, modern } from "../support/mcp.ts";
import type { SamlIdentityProvider } from "../support/saml-identity-provider.ts";
import { AMARA, openWorld, type World } from "./world.ts";

type Claims = Record<string, string | string[] | object | undefined>;

let sent: Claims;
let saml: SamlIdentityProvider;
let worlds: Record<LoginKind, World>;
beforeAll(async () => {
  const names = ["groups", "roles", "Groups", "group", "hasgroups"];
  worlds = {
    oidc: await openWorld({}, {}, (url) => openOidcLogin(url, { names, of: () => sent })),
    saml: await openWorld({}, {}, async (url) => {
      const login = await openSamlLogin(url);
      saml = login.provider;
      return login;
    }),
  };
});
afterAll(async () => {
  await worlds?.oidc.stop();
  await worlds?.saml.stop();
});

/** The access token of somebody of whom the login says this. */
async function enterWith(login: LoginKind, claims: Claims): Promise<string> {
  sent = claims;
  saml.play({ attributes: claims as Record<string, string | string[] | undefined> });
  return (await worlds[login].tokensOf(AMARA)).access_token;
}

async function expectNoRight(login: LoginKind, token: string): Promise<void> {
  const url = `${worlds[login].url}/mcp`;
  const list = await modern(url, token, "tools/list");
  expect(list.body?.result.tools.map(({ name }: { name: string }) => name)).toEqual(["gatehouse_whoami"]);
  const before = worlds[login].seen.length;
  const call = await callTool(url, token, "fast_echo", { text: "x" });
  expect(call.body?.error?.code).toBe(-32602);
  expect(worlds[login].seen).toHaveLength(before);
}

const LOGINS: LoginKind[] = ["oidc", "saml"];
const OURS = "gatehouse-finance";
const cases: [string, Claims][] = [
  ["no groups", { groups: undefined }],
  ["an empty list of groups", { groups: [] }],
  ["an unknown group", { groups: ["somebody-elses"] }],
  [
    "a renamed group",
    { groups: ["gatehouse-finance-old", "Gatehouse-Finance", "gatehouse_finance", ` ${OURS}`] },
  ],
  ["a group that is a list in text", { groups: `${OURS},gatehouse-it` }],
  ["the group under another name of the claim", { groups: undefined, Groups: [OURS], group: OURS }],
  ["the group as an app role", { groups: undefined, roles: [OURS] }],
  ["201 groups, none of them ours", { groups: Array.from({ length: 201 }, (_, index) => `group-${index}`) }],
];

test.each(LOGINS)("23: what the tests below leave out gives the right: %s", async (login) => {
  const token = await enterWith(login, { groups: [OURS] });
  const call = await callTool(`${worlds[login].url}/mcp`, token, "fast_echo", { text: "x" });
  expect(call.body?.result.structuredContent).toEqual({ text: "x" });
});

test.each(LOGINS.flatMap((login) => cases.map(([what, claims]) => ({ login, what, claims }))))(
  "23: $what gives no right: $login",
  async ({ login, claims }) => {
    await expectNoRight(login, await enterWith(login, claims));
  },
);

test.each(LOGINS)(
  "23: who signs in again with a renamed group loses the right with the older token too: %s",
  async (login) => {
    const old = await enterWith(login, { groups: [OURS] });
    await enterWith(login, { groups: ["gatehouse-finance-old"] });
    await expect
      .poll(
        async () => (await callTool(`${worlds[login].url}/mcp`, old, "fast_echo", { text: "x" })).body?.error,
      )
      .toBeDefined();
    await expectNoRight(login, old);
  },
);

const REFERENCE = {
  _claim_names: { groups: "src1" },
  _claim_sources: { src1: { endpoint: "https://graph.example" } },
};
test.each<[string, LoginKind, Claims]>([
  ["a reference", "oidc", { groups: undefined, ...REFERENCE }],
  ["a mark", "oidc", { groups: undefined, hasgroups: "true" }],
  ["something that is no text", "oidc", { groups: [{ name: OURS }] }],
  [
    "a reference",
    "saml",
    { groups: undefined, "http://schemas.microsoft.com/claims/groups.link": "https://graph.example" },
  ],
])("23: %s in place of the groups ends the sign-in: %s", async (_, login, claims) => {
  await expect(enterWith(login, claims)).rejects.toThrow("Your groups could not be read");
});
