import { execFile } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import type { CatalogEntry } from "@gatehouse/tool";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fastCatalog } from "../support/fast-server.ts";
import { type Listening, listen } from "../support/listen.ts";
import { openProducts } from "../support/open-products.ts";
import { auditOf } from "./audit.ts";
import { AMARA, DANIEL, INGRID, TOMAS } from "./people.ts";

// Roles bound to one subsidiary, at a system that does not part subsidiaries by itself and takes filters of any form.

const reached: unknown[] = [];
const books = {
  system: { id: "books", title: "Books", vendor: "Somebody" },
  tools: [
    {
      ...(fastCatalog.tools[0] as CatalogEntry),
      name: "books_list_entries",
      inputSchema: {
        type: "object",
        properties: { subsidiary: { type: ["string", "null"] }, filter: { type: "object" } },
        additionalProperties: false,
      },
      outputSchema: { type: "object" },
    },
  ],
};

const rule = (when: string) => ({ books_list_entries: { when, explain: "one subsidiary at a time" } });
const role = (title: string, group: string, when?: string) => ({
  title,
  groups: [`gatehouse-${group}`],
  tools: ["books_list_entries"],
  ...(when !== undefined && { rules: rule(when) }),
});
let upstream: Listening;
let house: Awaited<ReturnType<typeof openProducts>>;
beforeAll(async () => {
  upstream = await listen(async (request, response) => {
    const { id, params } = JSON.parse(await text(request));
    reached.push(params.arguments);
    const result = { content: [], structuredContent: {}, resultType: "complete" };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  });
  house = await openProducts({
    products: [],
    others: { books: { catalog: books as never, url: upstream.url } },
    config: {
      roles: {
        two: role("Two", "sales", 'args.subsidiary == "2"'),
        filtered: role("Filtered", "project-managers", 'args.filter.subsidiary == "2"'),
        north: role("North", "operations", 'args.subsidiary == "1"'),
        south: role("South", "operations", 'args.subsidiary == "2"'),
        bound: role("Bound", "finance", "false"),
        all: role("All", "finance"),
      },
    },
  });
});
afterAll(async () => {
  await house?.stop();
  await upstream?.stop();
});

/** What the protobuf library that judges rules would read as a subsidiary of 2, and the system as one of 3. */
const DISGUISED = {
  $typeName: "google.protobuf.Struct",
  fields: { subsidiary: { kind: { case: "stringValue", value: "2" } } },
  subsidiary: "3",
};

test.each<[person: string, args: Record<string, unknown>, outcome: string]>([
  [DANIEL, { subsidiary: "2" }, "ok"],
  [DANIEL, { subsidiary: "3" }, "not_allowed"],
  [DANIEL, { subsidiary: " 2" }, "not_allowed"],
  [DANIEL, { subsidiary: "２" }, "not_allowed"],
  [DANIEL, { subsidiary: null }, "not_allowed"],
  [DANIEL, {}, "not_allowed"],
  [DANIEL, { subsidiary: ["2"] }, "invalid_input"],
  [DANIEL, { Subsidiary: "2" }, "invalid_input"],
  [TOMAS, { filter: { subsidiary: "2" } }, "ok"],
  [TOMAS, { filter: { subsidiary: "3" } }, "not_allowed"],
  [TOMAS, { filter: { subsidiary: 2 } }, "not_allowed"],
  [TOMAS, { filter: { subsidiary: { value: "2" } } }, "not_allowed"],
  [TOMAS, { filter: { "subsidiary ": "2" } }, "not_allowed"],
  [TOMAS, { filter: DISGUISED }, "not_allowed"],
  [TOMAS, { filter: { constructor: { name: "Object" }, toString: "2" } }, "not_allowed"],
  [TOMAS, { subsidiary: "2" }, "not_allowed"],
  [INGRID, { subsidiary: "1" }, "ok"],
  [INGRID, { subsidiary: "2" }, "ok"],
  [INGRID, { subsidiary: "3" }, "not_allowed"],
  [AMARA, { subsidiary: "3" }, "ok"],
])("22: %s, bound to a subsidiary, asks with %o: %s", async (person, args, outcome) => {
  const before = reached.length;
  const told = await house.ask(person, "books_list_entries", args);
  expect(told.outcome).toBe(outcome);
  expect(reached.slice(before)).toEqual(outcome === "ok" ? [args] : []);
});

test("22: a refusal by a rule says which, and stands in the audit with its why and the policy it was made under", async () => {
  const told = await house.ask(INGRID, "books_list_entries", { subsidiary: "3" });
  expect(told.texts[0]).toMatch(
    /^These arguments for books_list_entries were refused by the rules of your roles "North", .*"South", which says: one subsidiary at a time\. Nothing was read\. .*ask /,
  );
  expect(told.texts[0]).not.toContain("args.");
  const event = (await auditOf(house)).get(told.reference);
  expect(event).toMatchObject({
    kind: "refusal",
    tool: "books_list_entries",
    outcome: "not_allowed",
    facts: {
      why: "arguments_refused",
      roles: ["north", "south"],
      policy: expect.stringMatching(/^[0-9a-f]{12}$/),
    },
  });
});

test("22: administrators see each rule and how it comes out", async () => {
  const main = path.resolve(import.meta.dirname, "..", "..", "gateway", "dist", "main.js");
  const gatehouse = (...args: string[]): Promise<{ stdout: string; stderr: string; code?: number }> =>
    promisify(execFile)(process.execPath, [main, ...args, "--config", house.configFile], {
      env: { ...process.env, ...house.env },
    }).catch((error) => error);
  await house.ask(INGRID, "books_list_entries", { subsidiary: "1" });
  const asking = ["explain", "--user", INGRID, "--tool", "books_list_entries"];
  const { stdout } = await gatehouse(...asking, "--args", '{"subsidiary":"1"}');
  expect(stdout).toMatch(/books_list_entries: allow, read_granted/);
  expect(stdout).toContain('role south names books_list_entries, with a rule: args.subsidiary == "2"');
  expect(stdout).toContain("the rule of north allows these arguments: it is true");
  expect(stdout).toContain("the rule of south refuses these arguments: it is false");
  expect((await gatehouse(...asking, "--args", '{"subsidiary":"3"}')).stdout).toMatch(
    /: refuse, arguments_refused/,
  );
  expect((await gatehouse(...asking, "--args", "[1]")).stderr).toContain(
    "--args must be an object of arguments",
  );
  expect((await gatehouse(...asking, "--args", '{"x":1}')).stderr).toContain('unknown argument "x"');
  expect((await gatehouse("validate")).stdout).toMatch(/^valid: 6 roles/);
});

test("22: a changed rule counts at the next call, and one that fails its tests changes nothing", async () => {
  const roles = () => house.config.roles as Record<string, Record<string, unknown>>;
  const outcome = async (subsidiary: string) =>
    (await house.ask(DANIEL, "books_list_entries", { subsidiary })).outcome;
  await house.save(() => Object.assign(roles().two ?? {}, { rules: rule('args.subsidiary == "3"') }));
  await expect.poll(() => outcome("3")).toBe("ok");
  expect(await outcome("2")).toBe("not_allowed");

  const tests = [{ tool: "books_list_entries", args: { subsidiary: "9" }, expect: "refuse" }];
  await house.save(() => Object.assign(roles().two ?? {}, { rules: rule("true"), tests }));
  await expect
    .poll(() => house.logLines.map(({ level, details }) => `${level} ${details.error}`).join())
    .toContain("roles.two.tests.0: expects refuse, but the rule is true: allow");
  expect(await outcome("9")).toBe("not_allowed");
});
