import { readFileSync } from "node:fs";
import path from "node:path";
import { demoPeople } from "@gatehouse/demo";
import { readConfig } from "@gatehouse/gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
// @boundaries-ignore what `gatehouse explain` says is held to what calls are answered, without a process for each
import { explain } from "../../gateway/src/rules/explain.ts";
// @boundaries-ignore as above
import { policyFrom } from "../../gateway/src/rules/policy.ts";
import { SYSTEM_IDS } from "../support/four-systems/open-four-systems.ts";
import { type House, openHouse } from "../support/house.ts";
import { type Listening, listen } from "../support/listen.ts";
import { type Answered, callTool, modern } from "../support/mcp.ts";
import { answerAnything } from "./answer-anything.ts";
import { auditOf } from "./audit.ts";
import { shippedCatalog } from "./catalogs.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const catalogs = SYSTEM_IDS.map(shippedCatalog);
const tools = catalogs.flatMap((catalog) => catalog.tools);
const systemOf = (tool: string) => tool.slice(0, tool.indexOf("_"));

type Role = { groups: string[]; tools: string[]; rules?: Record<string, unknown>; perMinute?: number };
/** The rules as they stand in the file that ships. */
const rules = parse(readFileSync(path.join(root, "gatehouse.yaml"), "utf8")) as {
  roles: Record<string, Role>;
};

/** Names that no catalog has: made up, the gateway's neighbours, and prefixes of true ones. */
const UNKNOWN = ["netsuite_delete_everything", "netsuite_", "workday_search", "gatehouse_admin"];

let house: House;
let upstream: Listening;
const reached: string[] = [];
beforeAll(async () => {
  upstream = await listen(answerAnything(tools, (name) => reached.push(name)));
  // The limit per minute is another rule, and would end the matrix before its last row.
  const roles = Object.fromEntries(
    Object.entries(rules.roles).map(([name, role]) => [name, { ...role, perMinute: 100_000 }]),
  );
  house = await openHouse({
    systems: Object.fromEntries(
      catalogs.map((catalog) => [catalog.system.id, { catalog, url: upstream.url }]),
    ),
    config: { roles, limits: { perMinute: 100_000 } },
  });
});
afterAll(async () => {
  await house?.stop();
  await upstream?.stop();
});

/** Where one system is shown: all of its tools, and the first of every other. */
const namesAt = (endpoint: string): string[] => [
  ...tools.map(({ name }) => name).filter((name) => isShown(endpoint, name)),
  ...catalogs.flatMap((catalog) => catalog.tools[0]?.name ?? []).filter((name) => !isShown(endpoint, name)),
  ...UNKNOWN,
];

const isShown = (endpoint: string, tool: string) =>
  endpoint === "/mcp" || endpoint === `/mcp/${systemOf(tool)}`;

/** What the file itself says, read without the gateway's help. */
function expected(
  endpoint: string,
  groups: readonly string[],
  tool: string,
): "ok" | "phase_closed" | "not_allowed" | "unknown" {
  const entry = isShown(endpoint, tool) ? tools.find(({ name }) => name === tool) : undefined;
  const granting = Object.values(rules.roles).filter(
    (role) => role.groups.some((group) => groups.includes(group)) && role.tools.includes(tool),
  );
  if (entry === undefined || granting.length === 0) return "unknown";
  // A file opens nothing: every system begins in phase 1, and nobody has opened more of this house.
  if (entry.phase > 1) return "phase_closed";
  // Whatever the rules that ship are about, the catalog's examples lie outside of them.
  return granting.every((role) => role.rules?.[tool] !== undefined) ? "not_allowed" : "ok";
}

/** The gateway's own tools that only whoever may change something ever sees. */
const FOR_WRITES = ["confirm", "get_request", "my_changes", "my_requests", "undo", "withdraw"].map(
  (name) => `gatehouse_${name}`,
);

const mayEverWrite = (groups: readonly string[]): boolean =>
  tools.some(({ name, phase }) => phase > 1 && expected("/mcp", groups, name) !== "unknown");

function outcome({ status, body }: Answered): string {
  if (status === 200 && body?.error?.code === -32602) return "unknown";
  if (status !== 200 || body?.result === undefined) return `status ${status}`;
  return body.result.isError ? body.result._meta["gatehouse/error"].code : "ok";
}

test("18: the rules that ship have every role's people, and the catalog has tools", () => {
  const groups = new Set(demoPeople.flatMap((person) => person.groups));
  for (const role of Object.values(rules.roles))
    expect(role.groups.some((group) => groups.has(group))).toBe(true);
  for (const catalog of catalogs) expect(catalog.tools.length).toBeGreaterThanOrEqual(10);
  expect(tools.some(({ phase }) => phase > 1)).toBe(true);
});

test.each(demoPeople.map(({ email, groups }) => [email, groups] as const))(
  "18: %s calls every tool there is and some that are not, and gets what the rules grant",
  async (email, groups) => {
    const denials: (Denial & { reference: string; said: string })[] = [];
    for (const endpoint of ["/mcp", ...SYSTEM_IDS.map((id) => `/mcp/${id}`)]) {
      const { access_token: token } = await house.tokensOf(email, endpoint, "mcp:read mcp:write");
      const url = house.url + endpoint;
      for (const name of namesAt(endpoint)) {
        const args = tools.find((tool) => tool.name === name)?.example ?? {};
        const before = reached.length;
        const answer = await callTool(url, token, name, args);
        const wanted = expected(endpoint, groups, name);
        expect(`${name}: ${outcome(answer)}`).toBe(`${name}: ${wanted}`);
        expect(reached.slice(before)).toEqual(wanted === "ok" ? [name] : []);
        const reference = answer.headers.get("x-request-id") ?? "";
        const said = answer.body?.error?.message ?? "";
        if (wanted !== "ok") denials.push({ reference, endpoint, tool: name, outcome: wanted, said });
      }
      const { body } = await modern(url, token, "tools/list");
      const listed = body?.result.tools.map(({ name }: { name: string }) => name);
      const granted = namesAt(endpoint).filter((name) => expected(endpoint, groups, name) !== "unknown");
      const own = ["gatehouse_whoami", ...(mayEverWrite(groups) ? FOR_WRITES : [])];
      expect(listed).toEqual([...granted, ...own].sort());
    }
    const unknown = denials.filter((denial) => denial.outcome === "unknown");
    // One sentence for hidden and for non-existent: whoever probes learns nothing.
    expect(new Set(unknown.map(({ said }) => said)).size).toBe(1);

    const events = await auditOf(house);
    for (const { reference, ...denial } of denials)
      expect(events.get(reference)).toMatchObject({ kind: "refusal", ...recorded(email, denial) });
  },
);

/** Outcomes by the why of a decision; every other is a call that goes through. */
const REFUSED: Record<string, string> = {
  no_role_grants_it: "unknown",
  phase_closed: "phase_closed",
  arguments_refused: "not_allowed",
};

test("18: what `explain` says of every person and tool is what their calls get", () => {
  const { config } = readConfig(house.configFile);
  const policy = policyFrom(config);
  for (const { email, groups } of demoPeople) {
    const person = { issuer: "", subject: email, groups, appRoles: [] };
    for (const entry of tools) {
      const tool = { entry, system: systemOf(entry.name) };
      const { decision } = explain(person, tool, policy, config, { id: email, email, args: entry.example });
      const said = REFUSED[decision.why] ?? "ok";
      expect([email, entry.name, said]).toEqual([email, entry.name, expected("/mcp", groups, entry.name)]);
    }
  }
});

type Denial = { endpoint: string; tool: string; outcome: string };

/** How a denial stands in the audit: what is not there by its kind alone, with what was asked among the personal facts. */
function recorded(email: string, { endpoint, tool, outcome }: Denial): object {
  const isKnown = isShown(endpoint, tool) && tools.some(({ name }) => name === tool);
  return {
    tool: isKnown ? tool : "(unknown tool)",
    outcome: outcome === "unknown" ? "invalid_params" : outcome,
    personal: { email, ...(!isKnown && { asked: tool }) },
  };
}
