import { afterAll, beforeAll, expect, test } from "vitest";
import { signedIn } from "../credentials/signed-in.ts";
import { AMARA, INGRID, openVendorWorld, type VendorWorld } from "../credentials/world.ts";
import { auditOf } from "./audit.ts";
import { dumpOf, toldSecrets, wholeText } from "./told-secrets.ts";

/** What of a token request and its answer would open something, by the name it has there. */
const SECRET_FIELDS = ["code", "code_verifier", "assertion", "access_token", "refresh_token", "id_token"];

const secrets = toldSecrets();
let world: VendorWorld;

beforeAll(async () => {
  world = await openVendorWorld();
  for (const { wire } of [world.salesforce, world.sharepoint, world.netsuite, world.bamboohr]) {
    wire.alter = async ({ path, body }, answer) => {
      if (!path.includes("token")) return answer;
      tell(Object.fromEntries(new URLSearchParams(body)));
      const text = await answer.clone().text();
      if (text.startsWith("{")) tell(JSON.parse(text));
      return answer;
    };
  }
  secrets.add("vault key", world.env.VAULT_KEY);
  secrets.add("application key", JSON.parse(world.env.SALESFORCE_KEY ?? "").d);
  secrets.add("application secret", world.env.APP_SECRET);
  await useEverySystem();
});
afterAll(() => world?.stop());

function tell(fields: Record<string, unknown>): void {
  for (const name of SECRET_FIELDS) {
    const value = fields[name];
    if (typeof value === "string") secrets.add(name, value);
  }
}

async function useEverySystem(): Promise<void> {
  const person = await signedIn(world.url, AMARA);
  await person.press("Connect BambooHR");
  await person.press("Amara Osei");
  for (const [email, tool, args] of [
    [AMARA, "bamboohr_whoami", {}],
    [INGRID, "salesforce_list_opportunities", { limit: 2 }],
    [INGRID, "sharepoint_find_sites", { limit: 2 }],
    [INGRID, "netsuite_list_projects", { limit: 2 }],
  ] as const) {
    const { outcome } = await world.ask(email, tool, args);
    expect([tool, outcome]).toEqual([tool, tool.startsWith("netsuite") ? "not_connected" : "ok"]);
  }
  await person.open("/connections");
  await person.press("Disconnect BambooHR");
}

test("41: of no vendor's code, token or key anything stands in the log, the audit or the database", async () => {
  expect(secrets.kinds()).toEqual(
    expect.arrayContaining([
      "vault key",
      "application key",
      "application secret",
      ...SECRET_FIELDS.slice(0, 5),
    ]),
  );
  const written = {
    log: wholeText(world.logLines),
    audit: wholeText([...(await auditOf(world)).values()]),
    database: await dumpOf(world.database.url),
  };
  expect(written.audit).toContain("bamboohr_whoami");
  const found = Object.entries(written).flatMap(([where, text]) =>
    secrets.foundIn(text).map((what) => `${what} in the ${where}`),
  );
  expect(found).toEqual([]);
});
