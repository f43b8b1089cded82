import { expect, test } from "vitest";
import { z } from "zod";
import { labelsIn, sensitive, withholder } from "./sensitive.ts";

const schema = z.object({
  name: z.string(),
  iban: sensitive("bank", z.string()),
  lines: z.array(z.object({ pay: sensitive("pay", z.number().optional()), id: z.string() })),
  contact: z.object({ phone: sensitive("personal", z.string()).nullable() }).optional(),
});

test("every label is found, however deep", () => {
  expect(labelsIn(schema)).toEqual({ iban: "bank", "lines[].pay": "pay", "contact.phone": "personal" });
});

test.each([
  ["a union", z.union([z.string(), z.object({ a: sensitive("pay", z.string()) })])],
  ["a record", z.record(z.string(), z.string())],
  ["a transform", z.string().transform((text) => text)],
  ["anything", z.any()],
])("%s is refused: a label it may hide would be a value nobody withholds", (_, inside) => {
  expect(() => labelsIn(z.object({ inside }))).toThrow(/cannot see inside/);
});

test("what a caller may not see is deleted and named, and nothing else", () => {
  const value = {
    name: "A",
    iban: "DE",
    lines: [{ pay: 1, id: "x" }, { id: "y" }],
    contact: { phone: null },
  };
  const withhold = withholder(labelsIn(schema), new Set(["personal"]));
  expect(withhold?.(value)).toEqual([
    { field: "iban", reason: "role" },
    { field: "lines[].pay", reason: "role" },
  ]);
  expect(value).toEqual({ name: "A", lines: [{ id: "x" }, { id: "y" }], contact: { phone: null } });
});

test("where everything may be seen there is nothing to do", () => {
  expect(withholder(labelsIn(schema), new Set(["personal", "bank", "pay"]))).toBeUndefined();
});

test("a value of another shape is left alone rather than trusted", () => {
  expect(withholder({ "a.b": "pay", "c[].d": "pay" }, new Set())?.({ a: "text", c: { d: 1 } })).toEqual([]);
});
