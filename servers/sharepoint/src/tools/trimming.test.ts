import { codeOf, failureOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  INGRID,
  LEON,
  pathOf,
  type SimulatedTenant,
  simulatedTenant,
  TOMAS,
  urlOf,
} from "../simulated-tenant.ts";
import { findSites } from "./find-sites.ts";
import { getAccess } from "./get-access.ts";
import { getDocumentHistory } from "./get-document-history.ts";
import { getDocumentInfo } from "./get-document-info.ts";
import { listChanges } from "./list-changes.ts";
import { listFolder } from "./list-folder.ts";
import { queryListItems } from "./query-list-items.ts";
import { readDocument } from "./read-document.ts";
import { resolveLink } from "./resolve-link.ts";
import { search } from "./search.ts";

let tenant: SimulatedTenant;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  tenant = await simulatedTenant((close) => closers.push(close));
});
afterAll(() => Promise.all(closers.map((close) => close())));

type Items = { items: { ref: string; name?: string; title?: string }[] };
const names = ({ items }: Items) => items.map(({ name, title }) => name ?? title);
const tomas = { email: TOMAS };
const ingrid = { email: INGRID };
const CLAIM = "Claim for delay damages.docx";

const place = () => pathOf(tenant.simulator.planted.restricted);
const folder = () => place().replace(` / ${CLAIM}`, "");
const itemPath = () => {
  const { driveId, itemId } = tenant.simulator.planted.restricted;
  return `/drives/${driveId}/items/${itemId}`;
};

describe("a claim in a library that both may open, and that only Ingrid may read", () => {
  test("is in her search and not in his", async () => {
    const query = { query: "claim delay damages", limit: 25 };
    expect(names(await tenant.run<Items>(search, query, ingrid))).toContain(CLAIM);
    expect(names(await tenant.run<Items>(search, query, tomas))).not.toContain(CLAIM);
  });

  test("is in her list of the folder and not in his", async () => {
    const location = { location: folder(), limit: 100 };
    expect(names(await tenant.run<Items>(listFolder, location, ingrid))).toContain(CLAIM);
    const his = names(await tenant.run<Items>(listFolder, location, tomas));
    expect(his).not.toContain(CLAIM);
    expect(his.length).toBeGreaterThan(0);
  });

  test("is in her changes and not in his", async () => {
    const location = "projects / Documents";
    const markOf = async (who: { email: string }) =>
      (await tenant.run<{ next_since: string }>(listChanges, { location, since: "2026-11-20" }, who))
        .next_since;
    const [hers, his] = [await markOf(ingrid), await markOf(tomas)];
    await tenant.change("PUT", `${itemPath()}/content`, { claim: 1 });
    expect(names(await tenant.run<Items>(listChanges, { location, since: hers }, ingrid))).toEqual([CLAIM]);
    expect(names(await tenant.run<Items>(listChanges, { location, since: his }, tomas))).toEqual([]);
    for (const [who, isThere] of [
      [ingrid, true],
      [tomas, false],
    ] as const) {
      const today = await tenant.run<Items>(listChanges, { location, since: "2026-11-20", limit: 100 }, who);
      expect(names(today).includes(CLAIM)).toBe(isThere);
    }
  });
});

describe("the same claim, asked for by name", () => {
  const herRef = async () =>
    (await tenant.run<{ ref: string }>(getDocumentInfo, { ref: place() }, ingrid)).ref;

  test.each([readDocument, getDocumentInfo, getDocumentHistory, getAccess])(
    "$name answers her, and him as if it did not exist, by path and by her ref",
    async (tool) => {
      expect(JSON.stringify(await tenant.run(tool, { ref: place() }, ingrid))).toContain("Claim");
      const hidden = await failureOf(tenant.run(tool, { ref: place() }, tomas));
      const missing = await failureOf(tenant.run(tool, { ref: `${folder()} / Nothing.docx` }, tomas));
      const { code, message, next } = missing;
      expect(hidden).toMatchObject({ code, message, next });
      expect(code).toBe("not_found");
      expect(await codeOf(tenant.run(tool, { ref: await herRef() }, tomas))).toBe("not_found");
    },
  );

  test("is not opened for him by its address", async () => {
    const { url } = await tenant.run<{ url: string }>(getDocumentInfo, { ref: place() }, ingrid);
    expect(await tenant.run(resolveLink, { url }, ingrid)).toMatchObject({ kind: "document" });
    expect(await codeOf(tenant.run(resolveLink, { url }, tomas))).toBe("not_found");
  });
});

describe("the same claim, once its content is kept", () => {
  test("is not read from what was kept for her: neither by him, nor by her once it is gone", async () => {
    await tenant.run(readDocument, { ref: place() }, ingrid);
    const before = tenant.simulator.requests.length;
    await tenant.run(readDocument, { ref: place() }, ingrid);
    const again = tenant.simulator.requests.slice(before);
    expect(again.some((request) => request.includes("/content"))).toBe(false);
    expect(again.some((request) => request.includes("root:/"))).toBe(true);
    expect(await codeOf(tenant.run(readDocument, { ref: place() }, tomas))).toBe("not_found");
    tenant.simulator.switches.vanished.push(tenant.simulator.planted.restricted.itemId);
    expect(await codeOf(tenant.run(readDocument, { ref: place() }, ingrid))).toBe("not_found");
    tenant.simulator.switches.vanished.pop();
  });

  test("is fetched again once it has changed", async () => {
    await tenant.run(readDocument, { ref: place() }, ingrid);
    await tenant.change("PUT", `${itemPath()}/content`, { changed: true });
    expect(await tenant.run(readDocument, { ref: place() }, ingrid)).toMatchObject({
      text: expect.stringContaining("changed"),
    });
  });
});

describe("a site that only some may open", () => {
  test("is not in the sites, lists and rows of others", async () => {
    const sites = await tenant.run<Items>(findSites, { limit: 100 }, { email: LEON });
    expect(names(sites)).not.toContain("Human Resources");
    for (const location of ["human-resources", urlOf("/sites/human-resources")])
      expect(await codeOf(tenant.run(listFolder, { location }, { email: LEON }))).toBe("not_found");
    const rows = { list: urlOf("/sites/J-25033/Lists/RFI Log") };
    expect(await tenant.run(queryListItems, rows, ingrid)).toMatchObject({ has_more: true });
    expect(await codeOf(tenant.run(queryListItems, rows, { email: LEON }))).toBe("not_found");
  });

  test("holds a file that a link shows to everybody, and whose content waits until the link was opened", async () => {
    const { url } = tenant.simulator.planted.linkOnly;
    const found = await tenant.run<{ ref: string; path: string }>(resolveLink, { url }, { email: LEON });
    expect(found).toMatchObject({ kind: "document", path: "Shared with you / Parking form.docx" });
    const unread = await failureOf(tenant.run(readDocument, { ref: url }, { email: LEON }));
    expect(unread).toMatchObject({ code: "not_found", next: expect.stringContaining("Open the link") });
    const path = pathOf(tenant.simulator.planted.linkOnly);
    expect(await codeOf(tenant.run(readDocument, { ref: path }, { email: LEON }))).toBe("not_found");
    const hits = await tenant.run<Items>(search, { query: "parking form" }, { email: LEON });
    expect(names(hits)).not.toContain("Parking form.docx");
  });
});
