import { expect, test } from "vitest";
import { tool } from "../steps/exchange-for-tests.ts";
import type { Catalog } from "./catalog.ts";
import { createSystems } from "./systems.ts";

const systemsOf = (...inputSchemas: object[]) => {
  const tools = inputSchemas.map((inputSchema, index) => ({
    ...tool({ name: `s_get_${index}` }).entry,
    inputSchema: { type: "object", ...inputSchema },
  }));
  const catalog = { id: "s", title: "S", vendor: "V", tools } as unknown as Catalog;
  const settings = {
    url: "http://127.0.0.1:1",
    contact: "c",
    timeoutMs: 1,
    settleMs: 1,
    connections: 1,
    relays: false,
  };
  return createSystems({ s: { catalog, ...settings } }, []);
};

test("schemas of an older dialect, and two of one name, are checked all the same", () => {
  const named = (type: string) => ({
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "https://vendor.example/input",
    properties: { id: { $ref: "#/$defs/id" } },
    $defs: { id: { type } },
  });
  const systems = systemsOf(named("string"), named("number"));
  expect(systems.tools.map(({ fits }) => [fits({ id: "1" }), fits({ id: 1 })])).toEqual([
    [true, false],
    [false, true],
  ]);
});

test("a schema that cannot be used is named by its tool", () => {
  expect(() => systemsOf({}, { properties: { id: { $ref: "#/$defs/none" } } })).toThrow(/^s_get_1: /);
});
