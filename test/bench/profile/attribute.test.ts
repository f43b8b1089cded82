import { expect, test } from "vitest";
import { attribute, type Place } from "./attribute.ts";
import type { CallFrame, CpuProfile } from "./inspector.ts";

const frame = (functionName: string, url = ""): CallFrame => ({
  functionName,
  url,
  lineNumber: 0,
  columnNumber: 0,
});
const places: Record<string, Place> = {
  step: { file: "gateway/src/steps/close-audit.ts", line: 3, own: true },
  audit: { file: "gateway/src/audit/writer.ts", line: 7, own: true },
};
const placeOf = ({ url }: CallFrame) => places[url] ?? (url || "native");

/** root → closeAudit2 → write → hmac; root → onData (a library's own); idle. One sample each, of 10 µs. */
const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame("(root)"), children: [2, 5, 6] },
    { id: 2, callFrame: frame("closeAudit2", "step"), children: [3] },
    { id: 3, callFrame: frame("write", "audit"), children: [4] },
    { id: 4, callFrame: frame("hmac", "node:crypto") },
    { id: 5, callFrame: frame("onData", "undici") },
    { id: 6, callFrame: frame("(idle)") },
  ],
  samples: [2, 3, 4, 5, 6, 1],
  timeDeltas: [0, 10, 10, 10, 10, 10],
};

test("time of a library counts for the nearest function of ours above it, and for its package", () => {
  const { functions, packages } = attribute(profile, placeOf);
  expect(functions.get("gateway/src/audit/writer.ts:7 write")).toEqual({ selfUs: 10, withLibrariesUs: 20 });
  expect(packages.get("node:crypto")).toBe(10);
  expect(packages.get("undici")).toBe(10);
});

test("a step has all that ran below it, under the name the pipeline gives it", () => {
  expect(attribute(profile, placeOf).steps).toEqual(new Map([["closeAudit", 30]]));
});

test("waiting is not work", () => {
  expect(attribute(profile, placeOf).totalUs).toBe(40);
});
