import { readFileSync } from "node:fs";
import path from "node:path";
import { demoPeople } from "@gatehouse/demo";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { type House, openHouse } from "../support/house.ts";
import { type Listening, listen } from "../support/listen.ts";
import { type Answered, callTool, modern } from "../support/mcp.ts";
import { answerAnything } from "./answer-anything.ts";
import { auditOf } from "./audit.ts";
import { shippedCatalog } from "./catalogs.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const catalog = shippedCatalog("netsuite");
const { tools } = catalog;

type Role = { groups: string[]; tools: string[]; perMinute?: number };
/** The rules as they stand in the file that ships. */
const rules = parse(readFileSync(path.join(root, "gatehouse.yaml"), "utf8")) as {
  roles: Record<string, Role>;
  systems: Record<string, { phase: number }>;
};

/** Names that no catalog has: made up, the gateway's neighbours, and prefixes of true ones. */
const UNKNOWN = ["netsuite_delete_everything", "netsuite_", "salesforce_search", "gatehouse_admin"];

let house: House;
let netsuite: Listening;
const reached: string[] = [];
beforeAll(async () => {
  netsuite = await listen(answerAnything((name) => reached.push(name)));
  // The limit per minute is another rule, and would end the matrix before its last row.
  const roles = Object.fromEntries(
    Object.entries(rules.roles).map(([name, role]) => [name, { ...role, perMinute: 100_000 }]),
  );
  house = await openHouse({
    systems: { netsuite: { catalog, url: netsuite.url } },
    config: { roles, limits: { perMinute: 100_000 } },
  });
});
afterAll(async () => {
  await house?.stop();
  await netsuite?.stop();
});

/** What the file itself says, read without the gateway's help. */
function expected(groups: readonly string[], tool: string): "ok" | "phase_closed" | "unknown" {
  const entry = tools.find(({ name }) => name === tool);
  const isGranted = Object.values(rules.roles).some(
    (role) => role.groups.some((group) => groups.includes(group)) && role.tools.includes(tool),
  );
  if (entry === undefined || !isGranted) return "unknown";
  return entry.phase > (rules.systems.netsuite?.phase ?? 1) ? "phase_closed" : "ok";
}

function outcome({ status, body }: Answered): string {
  if (status === 200 && body?.error?.code === -32602) return "unknown";
  if (status !== 200 || body?.result === undefined) return `status ${status}`;
  return body.result.isError ? body.result._meta["gatehouse/error"].code : "ok";
}

test("18: the rules that ship have every role's people, and the catalog has tools", () => {
  const groups = new Set(demoPeople.flatMap((person) => person.groups));
  for (const role of Object.values(rules.roles))
    expect(role.groups.some((group) => groups.has(group))).toBe(true);
  expect(tools.length).toBeGreaterThanOrEqual(13);
  expect(tools.some(({ phase }) => phase > 1)).toBe(true);
});

test.each(demoPeople.map(({ email, groups }) => [email, groups] as const))(
  "18: %s calls every tool there is and some that are not, and gets what the rules grant",
  async (email, groups) => {
    const names = [...tools.map(({ name }) => name), ...UNKNOWN];
    const denials: { reference: string; tool: string; outcome: string; said: string }[] = [];
    for (const endpoint of ["/mcp", "/mcp/netsuite"]) {
      const { access_token: token } = await house.tokensOf(email, endpoint, "mcp:read mcp:write");
      const url = house.url + endpoint;
      for (const name of names) {
        const args = tools.find((tool) => tool.name === name)?.example ?? {};
        const before = reached.length;
        const answer = await callTool(url, token, name, args);
        const wanted = expected(groups, name);
        expect(`${name}: ${outcome(answer)}`).toBe(`${name}: ${wanted}`);
        expect(reached.slice(before)).toEqual(wanted === "ok" ? [name] : []);
        const reference = answer.headers.get("x-request-id") ?? "";
        const said = answer.body?.error?.message ?? "";
        if (wanted !== "ok") denials.push({ reference, tool: name, outcome: wanted, said });
      }
      const { body } = await modern(url, token, "tools/list");
      const listed = body?.result.tools.map(({ name }: { name: string }) => name);
      const granted = names.filter((name) => expected(groups, name) !== "unknown");
      expect(listed).toEqual([...granted, "gatehouse_whoami"].sort());
    }
    const unknown = denials.filter((denial) => denial.outcome === "unknown");
    // One sentence for hidden and for non-existent: whoever probes learns nothing.
    expect(new Set(unknown.map(({ said }) => said)).size).toBe(1);

    const events = await auditOf(house);
    const recorded = denials.map(({ reference }) => events.get(reference));
    for (const [index, event] of recorded.entries()) {
      const denial = denials[index];
      const isKnown = tools.some(({ name }) => name === denial?.tool);
      expect(event).toMatchObject({
        kind: "refusal",
        tool: isKnown ? denial?.tool : "(unknown tool)",
        outcome: denial?.outcome === "unknown" ? "invalid_params" : denial?.outcome,
        personal: { email, ...(!isKnown && { asked: denial?.tool }) },
      });
    }
  },
);
