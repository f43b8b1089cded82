import { describe } from "vitest";
import { bamboohr } from "./contract/bamboohr.ts";
import { catalogContract } from "./contract/catalog.ts";
import { netsuite } from "./contract/netsuite.ts";
import { readContract } from "./contract/reads.ts";
import { salesforce } from "./contract/salesforce.ts";
import { sharepoint } from "./contract/sharepoint.ts";
import type { AnySubject } from "./contract/subject.ts";
import { commitContract, previewContract } from "./contract/writes.ts";

/** Every server is in this list, and every one of its tools passes all of this. */
const subjects: Record<string, AnySubject> = {
  bamboohr,
  netsuite,
  salesforce,
  sharepoint,
};

describe.each(Object.values(subjects))("$system.id", (subject) => {
  describe("catalog", () => catalogContract(subject));
  describe("reads", () => readContract(subject));
  // A server that only reads has nothing to say there, and a suite without a test fails.
  if (subject.tools.every(({ risk }) => risk === "read")) return;
  describe("previews", () => previewContract(subject));
  describe("commits", () => commitContract(subject));
});
