import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tool } from "../steps/exchange-for-tests.ts";
import { readCatalog } from "./catalog.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-catalog-"));
  writeFileSync(path.join(folder, "system.json"), JSON.stringify({ id: "s", title: "S", vendor: "V" }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const { entry } = tool();
const hints = (more: object) => ({ annotations: { ...entry.annotations, ...more } });
const asWrite = hints({ readOnlyHint: false, destructiveHint: true });
const reading = (content: unknown) => {
  const text = typeof content === "string" ? content : JSON.stringify({ ...entry, ...(content as object) });
  writeFileSync(path.join(folder, "s_get.json"), text);
  return readCatalog(folder);
};

test.each([
  ["a read", {}],
  ["a reversible write in phase 3", { phase: 3, risk: "reversible", ...asWrite }],
  ["a label on a field", { labels: { input: { id: "personal" }, output: {} } }],
])("%s is read", (_, content) => {
  expect(reading(content).tools).toHaveLength(1);
});

test.each([
  ["broken JSON", "{"],
  ["a read outside phase 1", { phase: 2 }],
  ["a write in phase 1", { risk: "reversible", ...asWrite }],
  ["an irreversible write in phase 2", { phase: 2, risk: "irreversible", ...asWrite }],
  ["a write that says it only reads", { phase: 2, risk: "reversible", ...hints({ destructiveHint: true }) }],
  [
    "a write that says it destroys nothing",
    { phase: 2, risk: "reversible", ...hints({ readOnlyHint: false }) },
  ],
  ["a read that says it destroys", hints({ destructiveHint: true })],
  ["a label on no argument", { labels: { input: { iban: "bank" }, output: {} } }],
  ["a label on no field of the answer", { labels: { input: {}, output: { "rows[].iban": "bank" } } }],
  [
    "labels on an answer of unknown shape",
    { outputSchema: undefined, labels: { input: {}, output: { a: "pay" } } },
  ],
])("%s is refused by the name of its file", (_, content) => {
  expect(() => reading(content)).toThrow(/s_get\.json: /);
});
