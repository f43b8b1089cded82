import { describe } from "vitest";
import { catalogContract } from "./contract/catalog.ts";
import { netsuite } from "./contract/netsuite.ts";
import { readContract } from "./contract/reads.ts";
import type { AnySubject } from "./contract/subject.ts";
import { commitContract, previewContract } from "./contract/writes.ts";

/** Every server is in this list, and every one of its tools passes all of this. */
const subjects: AnySubject[] = [netsuite];

describe.each(subjects)("$system.id", (subject) => {
  describe("catalog", () => catalogContract(subject));
  describe("reads", () => readContract(subject));
  describe("previews", () => previewContract(subject));
  describe("commits", () => commitContract(subject));
});
