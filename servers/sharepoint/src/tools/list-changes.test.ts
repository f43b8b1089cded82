import { codeOf, failureOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SimulatedTenant, simulatedTenant, TOMAS } from "../simulated-tenant.ts";
import { listChanges } from "./list-changes.ts";

let tenant: SimulatedTenant;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  tenant = await simulatedTenant((close) => closers.push(close));
});
afterAll(() => Promise.all(closers.map((close) => close())));

type Changes = {
  items: { ref?: string; name?: string; change: string; when?: string; in?: string }[];
  since: string;
  next_since: string;
};
const LIBRARY = "J-25033 / Documents";
const changes = (more: object = {}) =>
  tenant.run<Changes>(listChanges, { location: LIBRARY, limit: 100, ...more });

test("a week is taken unless a day is named, and the newest stand first", async () => {
  expect((await changes()).since).toBe("2026-11-13T08:00Z");
  const { items } = await changes({ since: "2026-10-01" });
  const times = items.map(({ when }) => when ?? "");
  expect(times).toEqual(times.toSorted().toReversed());
  expect(times.every((time) => time >= "2026-10-01")).toBe(true);
  expect(new Set(items.map(({ ref }) => ref)).size).toBe(items.length);
});

test("a mark continues where an answer ended, and knows what was deleted and renamed", async () => {
  const { next_since: since } = await changes({ since: "2026-11-19" });
  expect((await changes({ since })).items).toEqual([]);
  const { driveId, itemId } = tenant.simulator.planted.finals.other;
  const { scanned } = tenant.simulator.planted;
  await tenant.change("PATCH", `/drives/${driveId}/items/${itemId}`, { name: "Contract old.docx" }, TOMAS);
  await tenant.change("PUT", `/drives/${driveId}/root:/RFIs/Note.md:/content`, { text: "x" }, TOMAS);
  await tenant.change("DELETE", `/drives/${driveId}/items/${scanned.itemId}`, undefined, TOMAS);
  const later = await changes({ since });
  const said = later.items.map(({ name, change }) => `${change} ${name ?? ""}`.trim()).toSorted();
  expect(said).toEqual(["changed Contract old.docx", "created Note.md", "deleted"]);
  expect((await changes({ since: later.next_since })).items).toEqual([]);
});

test("a mark is for its library and its owner", async () => {
  const { next_since: since } = await changes();
  const error = await failureOf(tenant.run(listChanges, { location: "operations", since }));
  expect(error).toMatchObject({ code: "invalid_input", message: expect.stringContaining("another library") });
  expect(await codeOf(tenant.run(listChanges, { location: LIBRARY, since }, { email: TOMAS }))).toBe(
    "not_found",
  );
  expect(await codeOf(changes({ since: "2026-02-30" }))).toBe("invalid_input");
});

test("a mark that SharePoint no longer takes asks for a day", async () => {
  const { next_since: since } = await changes();
  tenant.simulator.switches.deltaTokensExpired = true;
  const error = await failureOf(changes({ since }));
  tenant.simulator.switches.deltaTokensExpired = false;
  expect(error).toMatchObject({ code: "invalid_input", message: expect.stringContaining("date") });
});

test("an item that comes on two pages of SharePoint's is one change", async () => {
  const all: Changes["items"] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await tenant.run<Changes & { next_cursor?: string; has_more: boolean }>(listChanges, {
      location: "projects / Documents",
      since: "2026-10-15",
      limit: 100,
      ...(cursor && { cursor }),
    });
    all.push(...page.items);
    cursor = page.next_cursor;
    more = page.has_more;
  }
  expect(all.length).toBeGreaterThan(200);
  expect(new Set(all.map(({ ref }) => ref)).size).toBe(all.length);
});
