import { beforeAll, expect, test } from "vitest";
import { runConformance } from "./run-conformance.ts";
import type { Verdict } from "./suite.ts";

let verdicts: Verdict[];

beforeAll(async () => {
  verdicts = await runConformance();
});

const scenarios = (leg: string, outcome: Verdict["outcome"]) =>
  verdicts.filter((verdict) => verdict.leg === leg && verdict.outcome === outcome);

test("everything that 2026-07-28 requires of a server passes, with no exception", () => {
  expect(scenarios("2026-07-28", "failed")).toEqual([]);
  expect(scenarios("2026-07-28", "passed")).toHaveLength(37);
});

test("everything that 2025-11-25 requires passes, but for the seven that need a server to speak first", () => {
  expect(scenarios("2025-11-25", "failed")).toEqual([]);
  expect(scenarios("2025-11-25", "passed")).toHaveLength(23);
  expect(scenarios("2025-11-25", "expected").map(({ scenario }) => scenario)).toEqual([
    "tools-call-with-logging",
    "tools-call-sampling",
    "tools-call-elicitation",
    "elicitation-sep1034-defaults",
    "elicitation-sep1330-enums",
    "resources-subscribe",
    "resources-unsubscribe",
  ]);
});

test.each(["authorization", "authorization with SAML behind"])(
  "the authorization server's metadata and its code grant pass, signed in at the identity provider: %s",
  (leg) => {
    expect(scenarios(leg, "failed")).toEqual([]);
    expect(scenarios(leg, "passed")).toHaveLength(2);
  },
);
