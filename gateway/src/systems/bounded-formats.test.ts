import { expect, test } from "vitest";
import { argumentChecks } from "./arguments.ts";

const compile = argumentChecks();
const fits = (format: string, text: string) => compile({ type: "string", format })(text);

test.each([
  ["date", "2026-11-22", "2026-13-22"],
  ["date-time", "2026-11-22T10:00:00Z", "2026-11-22"],
  ["url", "https://halden.example/a?b=c", "halden"],
  ["uri", "urn:isbn:0451450523", "no uri"],
  ["email", "amara.osei@halden.example", "amara.osei"],
  ["uuid", "8f14e45f-ceea-467f-a1d2-91c6e5f2a9b0", "8f14e45f"],
  ["regex", "^a+$", "("],
])("the format %s still knows its own", (format, right, wrong) => {
  expect([fits(format, right), fits(format, wrong)]).toEqual([true, false]);
});

test("a text too long for any address is none, however well it is written", () => {
  const url = (length: number) => `https://halden.example/${"a".repeat(length - 23)}`;
  expect([fits("url", url(4_096)), fits("url", url(4_097))]).toEqual([true, false]);
});

test("base64 may be long", () => {
  expect(fits("byte", "QUJD".repeat(50_000))).toBe(true);
});
