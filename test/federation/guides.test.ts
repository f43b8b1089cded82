import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { DemoPerson } from "@gatehouse/demo";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { fastCatalog, fastServer } from "../support/fast-server.ts";
import { openHouse } from "../support/house.ts";
import { listen } from "../support/listen.ts";
import type { OpenLogin } from "../support/logins.ts";
import { callTool } from "../support/mcp.ts";
import { startSamlIdentityProvider } from "../support/saml-identity-provider.ts";
import { startCompanyLogin } from "./company-login.ts";

// The guides word for word: what they say to enter on either side is entered, and somebody signs in and calls a tool. Only
// addresses and the counterpart's own keys are put in the place of the examples.

const EMAIL = "amara.osei@halden.example";
type Provider = Record<string, unknown>;

async function readGuide(name: string) {
  const text = await readFile(new URL(`../../gateway/guides/${name}.md`, import.meta.url), "utf8");
  const blocks = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, block = ""]) => parse(block));
  const configured = blocks.flatMap((block) => block?.identityProviders ?? []) as Record<string, Provider>[];
  const roles = Object.assign({}, ...blocks.map((block) => block?.roles)) as Record<string, Provider>;
  return { text, configured, roles };
}

/** The values of a guide's table whose first column begins so, at this gateway. */
function entered(text: string, setting: string, gateway: string): string[] {
  const row = text.split("\n").find((line) => line.trim().startsWith(`| ${setting}`)) ?? "";
  return [...row.matchAll(/`(<gateway>[^`]*)`/g)].map(([, value = ""]) =>
    value.replace("<gateway>", gateway),
  );
}

/** What the guide for Entra ID has in its numbered steps. */
const redirectsIn = (text: string, gateway: string): string[] =>
  [...text.matchAll(/`(<gateway>\/signin\/callback[^`]*)`/g)].map(([, value = ""]) =>
    value.replace("<gateway>", gateway),
  );

async function tryOut(
  login: OpenLogin,
  env: Record<string, string>,
  role: Provider,
  email = EMAIL,
): Promise<void> {
  const server = fastServer();
  const upstream = await listen((request, response) => void server.emit("request", request, response));
  const roles = { everything: { title: "All", tools: ["fast_echo"], ...role } };
  const systems = { fast: { catalog: fastCatalog, url: upstream.url } };
  const house = await openHouse({ systems, config: { roles }, env, login });
  try {
    const { access_token } = await house.tokensOf(email);
    const { body } = await callTool(`${house.url}/mcp`, access_token, "fast_echo", { text: "hello" });
    expect(body?.result.structuredContent).toEqual({ text: "hello" });
  } finally {
    await house.stop();
    await upstream.stop();
  }
}

type Guided = { name: string; id: string; claims: (person: DemoPerson) => Provider; role: Provider };

const SECRET = { IDP_SECRET: "s-3cret", OKTA_CLIENT_SECRET: "s-3cret", ENTRA_CLIENT_SECRET: "s-3cret" };
const ENTRA_CLAIMS = {
  tid: "8f2b6c1e-0000-4000-8000-1a2b3c4d5e6f",
  oid: "o-1",
  roles: ["Gatehouse.Finance"],
  email_verified: undefined,
};

test.each<Guided>([
  {
    name: "generic-oidc",
    id: "company",
    claims: () => ({ groups: ["finance"] }),
    role: { groups: ["finance"] },
  },
  {
    name: "okta",
    id: "okta",
    claims: () => ({ groups: ["mcp-finance"] }),
    role: { groups: ["mcp-finance"] },
  },
  {
    name: "entra-id",
    id: "entra",
    claims: () => ({ ...ENTRA_CLAIMS, groups: undefined, email: "amara@example.com" }),
    role: { appRoles: ["Gatehouse.Finance"] },
  },
])("what the guide $name says to enter works", async ({ name, id, claims, role }) => {
  const { text, configured } = await readGuide(name);
  const provider = configured[0]?.[id] ?? {};
  const login: OpenLogin = async (gateway) => {
    const table = entered(text, name === "okta" ? "Sign-in redirect URIs" : "Redirect URIs", gateway);
    const redirectUris = table.length > 0 ? table : redirectsIn(text, gateway);
    expect(redirectUris).toEqual([`${gateway}/signin/callback`, `${gateway}/signin/callback/${id}`]);
    const client = {
      clientId: String(provider.clientId),
      clientSecret: "s-3cret",
      redirectUris,
      isNative: false,
    };
    const started = await startCompanyLogin({ id, claims, client });
    return { identityProviders: { [id]: { ...provider, issuer: started.url } }, stop: started.stop };
  };
  await tryOut(login, SECRET, role);
});

test("what the guide generic-oidc says of several providers works", async () => {
  const { configured, roles } = await readGuide("generic-oidc");
  const { company = {}, partner = {} } = configured[1] as Record<string, Provider>;
  const login: OpenLogin = async (gateway) => {
    const started = await startCompanyLogin({
      id: "partner",
      claims: () => ({ groups: ["finance"] }),
      client: { redirectUris: [`${gateway}/signin/callback/partner`], isNative: false },
    });
    const here = { ...partner, issuer: started.url, mailDomains: ["halden.example"] };
    return { identityProviders: { company, partner: here }, stop: started.stop };
  };
  const secret = "demo-secret-of-no-worth";
  const role = { ...roles["partner-finance"], tools: ["fast_echo"] };
  await tryOut(login, { IDP_SECRET: secret, PARTNER_SECRET: secret }, role);
});

test("what the guide saml says to enter works", async () => {
  const { text, configured } = await readGuide("saml");
  const provider = configured[0]?.company ?? {};
  const login: OpenLogin = async (gateway) => {
    const [acsUrl = ""] = entered(text, "ACS URL", gateway);
    const [audience = ""] = entered(text, "Entity ID", gateway);
    const started = await startSamlIdentityProvider(() => acsUrl);
    started.play({ options: { audience } });
    const { entityId, signInUrl, certificate } = started;
    const file = path.join(await mkdtemp(path.join(os.tmpdir(), "gatehouse-saml-")), "saml.pem");
    await writeFile(file, certificate);
    const company = { ...provider, entityId, signInUrl, certificates: [{ file }] };
    const stop = () => Promise.all([started.stop(), rm(path.dirname(file), { recursive: true })]);
    return { identityProviders: { company }, stop: async () => void (await stop()) };
  };
  await tryOut(login, {}, { groups: ["gatehouse-finance"] });
});
