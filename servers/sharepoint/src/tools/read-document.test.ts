import { codeOf, failureOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pathOf, type SimulatedTenant, simulatedTenant, TOMAS, urlOf } from "../simulated-tenant.ts";
import { getDocumentHistory } from "./get-document-history.ts";
import { getDocumentInfo } from "./get-document-info.ts";
import { listFolder } from "./list-folder.ts";
import { readDocument } from "./read-document.ts";
import { resolveLink } from "./resolve-link.ts";

let tenant: SimulatedTenant;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  tenant = await simulatedTenant((close) => closers.push(close));
});
afterAll(() => Promise.all(closers.map((close) => close())));

type Read = {
  ref: string;
  text: string;
  outline?: { label: string; part: string }[];
  next_offset?: number;
  warnings: string[];
};
type Planted = SimulatedTenant["simulator"]["planted"];
const read = (ref: string, more: object = {}) => tenant.run<Read>(readDocument, { ref, ...more });
const planted = (pick: (all: Planted) => { path: string }) => pathOf(pick(tenant.simulator.planted));

describe("a contract", () => {
  const contract = () => planted(({ finals }) => finals.equal);
  let whole: Read;
  beforeAll(async () => {
    whole = await read(contract());
  });

  test("is read whole, with the outline of its sections", () => {
    expect(whole.text).toContain("318,400.00");
    expect(whole.outline?.map(({ label }) => label)).toContain("5 Insurance");
  });

  test("is read by section and in parts", async () => {
    const { part = "" } = whole.outline?.find(({ label }) => label === "5 Insurance") ?? {};
    const section = await read(contract(), { section: part });
    expect(section.text).toContain("general liability");
    expect(section.text).not.toContain("318,400.00");
    const first = await read(contract(), { max_chars: 300 });
    const second = await read(contract(), { max_chars: 16_000, offset: first.next_offset });
    expect(first.text + second.text).toBe(whole.text);
    expect(second.outline).toBeUndefined();
  });

  test("is searched for words, and fetched once for all of its parts", async () => {
    const before = tenant.simulator.requests.length;
    const found = await read(contract(), { find: "purchase order" });
    expect(found.text).toContain("PO-10001");
    const requests = tenant.simulator.requests.slice(before);
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.filter((request) => request.includes("download.aspx"))).toEqual([]);
  });
});

describe("a file that cannot be read has its own plain answer", () => {
  test.each<[string, (all: Planted) => { path: string }, string, RegExp]>([
    ["protected", (all) => all.protectedDocument, "not_allowed", /password/],
    ["an archive bomb", (all) => all.archiveBomb, "not_allowed", /unpack/],
    ["too large", (all) => all.largeDrawing, "not_allowed", /40 MB/],
    ["labelled", (all) => all.labelled, "not_allowed", /label/],
    ["gone since it was listed", (all) => all.vanished, "not_found", /no such/],
  ])("%s", async (_, pick, code, said) => {
    const error = await failureOf(read(planted(pick)));
    expect(error).toMatchObject({ code, message: expect.stringMatching(said) });
  });

  test("a scanned one has no text, and says so", async () => {
    expect(await read(planted(({ scanned }) => scanned))).toMatchObject({
      text: "",
      warnings: [expect.stringContaining("no text layer")],
    });
  });

  test("an old format is read through SharePoint's conversion", async () => {
    const { text, warnings } = await read(planted(({ legacyDocument }) => legacyDocument));
    expect(text).toContain("Open the valve");
    expect(warnings).toContainEqual(expect.stringContaining("conversion to PDF"));
  });

  test("a checked-out one is read as it was checked in, and names who has it", async () => {
    const register = planted(({ abandonedCheckout }) => abandonedCheckout);
    expect((await read(register)).warnings).toContainEqual(expect.stringContaining("checked out"));
    expect(await tenant.run(getDocumentInfo, { ref: register })).toMatchObject({
      checked_out_by: expect.stringContaining("Whitcombe"),
    });
  });

  test("info tells beforehand what can be known, and the label", async () => {
    const labelled = await tenant.run(getDocumentInfo, { ref: planted((all) => all.labelled) });
    expect(labelled).toMatchObject({
      readable: false,
      label: expect.any(String),
      why_not: expect.any(String),
    });
    const allowed = { readableLabels: [String(labelled.label)] };
    const ref = planted((all) => all.labelled);
    expect(await tenant.run(getDocumentInfo, { ref }, allowed)).toMatchObject({ readable: true });
    expect(await tenant.run(getDocumentInfo, { ref: planted((all) => all.largeDrawing) })).toMatchObject({
      readable: false,
    });
  });

  test("a folder, a site and a list are no documents", async () => {
    for (const ref of ["J-25033 / Documents / Contract", "J-25033", "operations / Equipment"])
      expect(await codeOf(read(ref))).toBe("invalid_input");
  });
});

test("a long sheet is read by range", async () => {
  const { text, next_offset } = await read(
    planted((all) => all.largeWorkbook),
    { range: "A50000:B50002" },
  );
  expect(text).toContain("R49999");
  expect(next_offset).toBeUndefined();
});

test("a page of a site is read like a document", async () => {
  const { ref } = await tenant.run<{ ref: string }>(resolveLink, {
    url: urlOf("/sites/operations/SitePages/Home.aspx"),
  });
  expect(await read(ref)).toMatchObject({
    path: "Operations / Site Pages / Home.aspx",
    text: expect.any(String),
  });
});

test("every odd name is found under its own path, address and ref", async () => {
  for (const { path } of tenant.simulator.planted.oddNames) {
    const { ref, url, name } = await tenant.run<Record<string, string>>(getDocumentInfo, {
      ref: pathOf({ path }),
    });
    expect(path.endsWith(name ?? "-")).toBe(true);
    expect(await tenant.run(getDocumentInfo, { ref })).toMatchObject({ name });
    expect(await tenant.run(resolveLink, { url })).toMatchObject({ ref });
  }
});

test("an entry of a list and its path are the same thing", async () => {
  const listed = await tenant.run<{ path: string; items: { ref: string; name: string; kind: string }[] }>(
    listFolder,
    {
      location: "J-25033 / Documents / Submittals",
      limit: 100,
    },
  );
  for (const { ref, name } of listed.items.filter(({ kind }) => kind === "document").slice(0, 3))
    expect(await tenant.run(getDocumentInfo, { ref: `${listed.path} / ${name}` })).toMatchObject({ ref });
});

test("two versions are compared line by line", async () => {
  const drive = tenant.simulator.planted.finals.equal;
  const path = pathOf(drive);
  const place = `/drives/${drive.driveId}/root:/Contract/Terms.md:/content`;
  await tenant.change("PUT", place, { terms: "Net 30" }, TOMAS);
  await tenant.change("PUT", place, { terms: "Net 45" }, TOMAS);
  const ref = path.replace(/[^/]+$/, " Terms.md");
  const history = await tenant.run<{ items: { version: string }[]; differences: object[] }>(
    getDocumentHistory,
    {
      ref,
      compare_with_version: "1.0",
    },
  );
  expect(history.items.map(({ version }) => version)).toEqual(["2.0", "1.0"]);
  expect(history.differences).toEqual([
    { change: "removed", text: expect.stringContaining("Net 30") },
    { change: "added", text: expect.stringContaining("Net 45") },
  ]);
  expect(await codeOf(tenant.run(getDocumentHistory, { ref, compare_with_version: "2.0" }))).toBe(
    "invalid_input",
  );
  expect(await codeOf(tenant.run(getDocumentHistory, { ref, compare_with_version: "9.0" }))).toBe(
    "not_found",
  );
});
