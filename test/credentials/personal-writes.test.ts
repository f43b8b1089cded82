import { randomUUID } from "node:crypto";
import { ASSERTION, argumentsHash, STEP_META, type Step } from "@gatehouse/tool";
import { type CryptoKey, importJWK, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { querier } from "../attack/world.ts";
import { modern } from "../support/mcp.ts";
import { type NetSuiteHouse, openNetSuite } from "../support/open-netsuite.ts";
import { INGRID, TOMAS } from "./world.ts";

// Reads under one account, and the steps of a change under each person's own: seen at NetSuite's server, asked as its gateway asks.
let world: NetSuiteHouse;
let key: CryptoKey;
let kid: string;
const people = new Map<string, string>();
beforeAll(async () => {
  world = await openNetSuite();
  const jwk = JSON.parse(world.env.GATEHOUSE_ASSERTION_KEY ?? "");
  key = (await importJWK(jwk, ASSERTION.algorithm)) as CryptoKey;
  kid = jwk.kid;
  for (const email of [INGRID, TOMAS]) {
    await world.tokensOf(email);
    const [row] = await querier(world)("select id from person where email = $1", [email]);
    people.set(email, (row as { id: string }).id);
  }
});
afterAll(() => world?.stop());

const contact = { kind: "contact", id: "1475", changes: { title: "Accounts Payable" } };
const update = "netsuite_update_contact_info";

/** Asks the server for one step, or for a read without one, with the gateway's own word for it. */
async function ask(email: string, tool: string, args: Record<string, unknown>, step?: Step, change?: object) {
  const grant = step && { step, tool, arguments_hash: argumentsHash(args) };
  const assertion = await new SignJWT({ email, roles: ["everything"], phase: 3, ...grant })
    .setProtectedHeader({ alg: ASSERTION.algorithm, typ: ASSERTION.type, kid })
    .setIssuer(ASSERTION.issuer)
    .setAudience(ASSERTION.audience("netsuite"))
    .setSubject(people.get(email) ?? "")
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime("60s")
    .sign(key);
  const _meta = { ...(step && { [STEP_META.step]: step }), ...(change && { [STEP_META.change]: change }) };
  const params = { name: tool, arguments: args, _meta };
  const { body } = await modern(`${world.door("netsuite").url}/mcp`, assertion, "tools/call", params);
  const { result } = body ?? {};
  return {
    code: result?.isError ? result._meta["gatehouse/error"].code : "ok",
    text: result?.content?.[0]?.text as string,
    data: result?.structuredContent,
  };
}

test("who has connected nothing reads, and is told where to connect as soon as they want to change something", async () => {
  expect((await ask(TOMAS, "netsuite_list_projects", { limit: 1 })).code).toBe("ok");
  const preview = await ask(TOMAS, update, contact, "preview");
  expect(preview.code).toBe("not_connected");
  expect(preview.text).toContain(`${world.url}/connections#netsuite`);
  expect(world.simulator.writes).toEqual([]);
});

test("who has connected their account changes and undoes as themselves, and NetSuite knows who it was", async () => {
  expect(await world.connect(TOMAS)).toBe(`netsuite: Connected as ${TOMAS}.`);
  const { data: change } = await ask(TOMAS, update, contact, "preview");
  expect(change.after).toEqual({ title: "Accounts Payable" });
  expect((await ask(TOMAS, update, contact, "commit", change)).data).toMatchObject({ verified: true });
  expect((await ask(TOMAS, update, contact, "undo", change)).code).toBe("ok");
  const effect = { kind: "update", recordType: "contact", id: "1475", by: TOMAS };
  expect(world.simulator.effects).toEqual([effect, effect]);
  expect(world.simulator.snapshot()).toEqual({});
});

test("an order above the person's own limit in NetSuite is blocked at its preview", async () => {
  await world.connect(INGRID);
  const approve = { kind: "purchase_order", decision: "approve", reason: "Within the estimate" };
  const given = { ...approve, id: world.simulator.planted.overApproverLimit[0] };
  const { data } = await ask(INGRID, "netsuite_decide_approval", given, "preview");
  const blocked = data.checks.filter(({ outcome }: { outcome: string }) => outcome === "block");
  expect(blocked.map(({ name }: { name: string }) => name)).toEqual(["over_limit"]);
  expect(data.amount).toEqual({ value: 318_400, currency: "USD" });
  const commit = await ask(INGRID, "netsuite_decide_approval", given, "commit", data);
  expect([commit.code, commit.text]).toEqual(["conflict", expect.stringContaining("above")]);
});

test("what the person's role in NetSuite does not open stays shut to their changes, and reads stay the service's", async () => {
  const decision = { kind: "vendor_bill", decision: "approve", reason: "Checked" };
  const given = { ...decision, id: world.simulator.planted.pendingBills[0] };
  expect((await ask(TOMAS, "netsuite_decide_approval", given, "preview")).code).toBe("not_allowed");
  const bills = await ask(TOMAS, "netsuite_list_transactions", { type: "vendor_bill", limit: 1 });
  expect(bills.data.items).toHaveLength(1);
});
