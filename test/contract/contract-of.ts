import { describe } from "vitest";
import { catalogContract } from "./catalog.ts";
import { readContract } from "./reads.ts";
import type { AnySubject } from "./subject.ts";
import { commitContract, previewContract } from "./writes.ts";

/** All that every tool of one server must pass. A file per server, so that servers are tested side by side. */
export function contractOf(subject: AnySubject): void {
  describe(subject.system.id, () => {
    describe("catalog", () => catalogContract(subject));
    describe("reads", () => readContract(subject));
    // A server that only reads has nothing to say there, and a suite without a test fails.
    if (subject.tools.every(({ risk }) => risk === "read")) return;
    describe("previews", () => previewContract(subject));
    describe("commits", () => commitContract(subject));
  });
}
