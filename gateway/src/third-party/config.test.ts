import { expect, test } from "vitest";
import { z } from "zod";
import {
  checkKind,
  checkThirdParties,
  egressSchema,
  gatewayName,
  thirdPartySchema,
  thirdPartyUrlFault,
} from "./config.ts";

const read = { phase: 1, risk: "read" };
const said = (given: object): string[] =>
  (
    thirdPartySchema.safeParse({ url: "https://mcp.example.com/mcp", tools: { a: read }, ...given }).error
      ?.issues ?? []
  ).map(({ path, message }) => `${path.join(".")}: ${message}`);

test.each([
  ["http://mcp.example.com/mcp", "must be https"],
  ["https://user@mcp.example.com/mcp", "must not hold a user name"],
  ["https://mcp.example.com/mcp?key=1", "keys belong into"],
  ["https://10.0.0.1/mcp", "is an inner address"],
  ["https://0xa9fea9fe/mcp", "is an inner address"],
  ["https://[fd00::1]/mcp", "is an inner address"],
  ["ftp://mcp.example.com", "must be an https address"],
])("the address %s is refused", (url, reason) => {
  expect(thirdPartyUrlFault(url)).toContain(reason);
});

test("what fits is taken", () => {
  expect(said({ headers: { "x-api-key": { env: "KEY" } } })).toEqual([]);
  expect(said({ bearer: { file: "token" } })).toEqual([]);
  expect(thirdPartyUrlFault("http://127.0.0.1:3001/mcp")).toBeUndefined();
});

test.each([
  ["a secret written down", { bearer: "abc" }, "bearer: must come from outside this file"],
  [
    "two ways to prove oneself",
    { bearer: { env: "A" }, headers: { authorization: { env: "B" } } },
    "bearer: stands beside",
  ],
  [
    "a header that is not a setting's to say",
    { headers: { "mcp-session-id": { env: "A" } } },
    "headers.mcp-session-id: ",
  ],
  [
    "a write that calls itself a read",
    { tools: { a: { phase: 2, risk: "read" } } },
    "tools.a.phase: reads belong to phase 1",
  ],
  [
    "a final change of low impact",
    { tools: { a: { phase: 2, risk: "irreversible" } } },
    "tools.a.phase: irreversible",
  ],
  ["a tool without its phase", { tools: { a: { risk: "read" } } }, "tools.a.phase: "],
])("%s is refused", (_, given, reason) => {
  expect(said(given).join("\n")).toContain(reason);
});

test.each([
  "*.example.com",
  "https://mcp.example.com",
  "MCP.example.com",
  "mcp.example.com/mcp",
  "mcp.example.com:99999",
  "",
])("%j is no exact host", (host) => {
  expect(egressSchema.safeParse({ hosts: [host] }).success).toBe(false);
});

test("nobody may be reached unless somebody is listed", () => {
  expect(egressSchema.parse(undefined)).toEqual({ hosts: [], allowLoopback: false });
});

test("a tool is called after its system, in characters that every client accepts", () => {
  expect(gatewayName("jira", "issues/get.v2 é")).toBe("jira_issues_get_v2__");
  expect(gatewayName("everything", "get-sum")).toBe("everything_get-sum");
});

test("a name that would have to be cut is refused", () => {
  const wrong: string[] = [];
  const thirdParty = thirdPartySchema.parse({
    url: "https://a.example/",
    tools: { ["x".repeat(61)]: read, short: read },
  });
  checkThirdParties(
    { jira: { thirdParty } },
    (where, reason) => void wrong.push(`${where.at(-1) as string} ${reason}`),
  );
  expect(wrong).toEqual([expect.stringContaining("longer than the 64 characters")]);
});

test.each([
  [{}, ["url", "catalog"]],
  [{ url: "https://a.example" }, ["catalog"]],
  [{ url: "https://a.example", catalog: "a" }, []],
  [{ thirdParty: {} }, []],
  [
    { thirdParty: {}, url: "https://a.example", catalog: "a", credentials: {} },
    ["url", "catalog", "credentials"],
  ],
  [{ thirdParty: {}, relays: true }, ["relays"]],
])("a system is ours or somebody else's: %o", (system, wrong) => {
  const { error } = z.looseObject({}).superRefine(checkKind).safeParse(system);
  expect((error?.issues ?? []).map(({ path }) => path[0])).toEqual(wrong);
});
