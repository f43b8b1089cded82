import { failureOf } from "@gatehouse/tool/for-tests";
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
import { getAccess } from "./get-access.ts";
import { getDocumentHistory } from "./get-document-history.ts";
import { getDocumentInfo } from "./get-document-info.ts";
import { listChanges } from "./list-changes.ts";
import { listFolder } from "./list-folder.ts";
import { readDocument } from "./read-document.ts";
import { resolveLink } from "./resolve-link.ts";

let tenant: SimulatedTenant;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  tenant = await simulatedTenant((close) => closers.push(close));
});
afterAll(() => Promise.all(closers.map((close) => close())));

type Items = { items: { ref: string; name: string }[] };
const names = ({ items }: Items) => items.map(({ name }) => name);
const openSites = ["projects", "operations"].map((name) => urlOf(`/sites/${name}`));
/** The service, for whoever asks: here for somebody whom the claim was kept from. */
const service = { as: "service", email: LEON, openSites } as const;
const CLAIM = "Claim for delay damages.docx";

const claim = () => pathOf(tenant.simulator.planted.restricted);
const folder = () => claim().replace(` / ${CLAIM}`, "");
const requestsDuring = async (run: () => Promise<unknown>) => {
  const before = tenant.simulator.requests.length;
  await run();
  return tenant.simulator.requests.slice(before);
};
const permissionsIn = (requests: string[]) => requests.filter((one) => one.endsWith("/permissions"));

describe("a claim that few may read, inside a site that is open to everybody", () => {
  test.each([readDocument, getDocumentInfo, getDocumentHistory, getAccess])(
    "$name answers the service as if it did not exist, and its content is not fetched",
    async (tool) => {
      const requests = await requestsDuring(async () => {
        const hidden = await failureOf(tenant.run(tool, { ref: claim() }, service));
        const missing = await failureOf(tenant.run(tool, { ref: `${folder()} / Nothing.docx` }, service));
        const { code, message, next } = missing;
        expect(code).toBe("not_found");
        expect(hidden).toMatchObject({ code, message, next });
      });
      expect(requests.join()).not.toMatch(/\/(content|versions|extractSensitivityLabels)|download/);
    },
  );

  test("its name is in the list of its folder, and neither that ref nor its address opens it", async () => {
    const listed = await tenant.run<Items>(listFolder, { location: folder(), limit: 100 }, service);
    const { ref } = listed.items.find(({ name }) => name === CLAIM) ?? {};
    const { url } = await tenant.run<{ url: string }>(getDocumentInfo, { ref: claim() }, { email: INGRID });
    for (const [tool, given] of [
      [readDocument, { ref }],
      [readDocument, { ref: url }],
      [resolveLink, { url }],
    ] as const)
      expect((await failureOf(tenant.run(tool, given, service))).code).toBe("not_found");
  });

  test("the contract beside it is read", async () => {
    const { items } = await tenant.run<Items>(listFolder, { location: folder(), limit: 100 }, service);
    const { ref } = items.find(({ name }) => name.startsWith("Contract ")) ?? {};
    const { text } = await tenant.run<{ text: string }>(readDocument, { ref }, service);
    expect(text).toContain("contract sum");
  });
});

describe("a folder that few may read", () => {
  const audits = "operations / Documents / Audits";

  test("is named and not opened, and what inherits from it is as closed", async () => {
    const above = { location: "operations / Documents", limit: 100 };
    expect(names(await tenant.run<Items>(listFolder, above, service))).toContain("Audits");
    expect((await failureOf(tenant.run(listFolder, { location: audits }, service))).code).toBe("not_found");
    const inside = await tenant.run<Items>(listFolder, { location: audits }, { email: INGRID });
    const file = `${audits} / ${inside.items[0]?.name}`;
    await tenant.run(getDocumentInfo, { ref: file }, { email: INGRID });
    expect((await failureOf(tenant.run(getDocumentInfo, { ref: file }, service))).code).toBe("not_found");
  });

  test("is left closed by a listing of what lies below it too", async () => {
    type Below = { items: { in?: string }[] };
    const location = { location: "operations / Documents", recursive_depth: 1, limit: 100, sort: "newest" };
    const foldersOf = ({ items }: Below) => new Set(items.map((item) => item.in));
    expect(foldersOf(await tenant.run<Below>(listFolder, location, { email: INGRID }))).toContain("Audits");
    const seen = foldersOf(await tenant.run<Below>(listFolder, location, service));
    expect(seen).not.toContain("Audits");
    expect(seen.size).toBeGreaterThan(2);
  });
});

describe("what everybody may read", () => {
  const open = "operations / Documents / Vendors";

  test("is asked for its grants once in a while, its library's with them", async () => {
    // An account of its own has nothing remembered.
    const fresh = { ...service, fileBytesMax: 20_000_000 };
    const first = await requestsDuring(() => tenant.run(listFolder, { location: open }, fresh));
    expect(permissionsIn(first)).toHaveLength(2);
    const again = await requestsDuring(() => tenant.run(listFolder, { location: open }, fresh));
    expect(permissionsIn(again)).toEqual([]);
  });

  test("is closed as soon as it is granted to somebody apart", async () => {
    const { ref } = await tenant.run<{ ref: string }>(getDocumentInfo, { ref: open }, service);
    const found = tenant.simulator.requests.findLast((one) => one.endsWith("/permissions")) ?? "";
    const path = found.replace(/^GET \/v1\.0/, "").replace(/permissions$/, "invite");
    await tenant.change("POST", path, { recipients: [{ email: LEON }], roles: ["read"] });
    expect((await failureOf(tenant.run(listFolder, { location: ref }, service))).code).toBe("not_found");
  });

  test("is closed with its whole library where that has readers of its own", async () => {
    const location = "projects / Bids";
    const requests = await requestsDuring(() => tenant.run(listChanges, { location }, service));
    const path = permissionsIn(requests)[0]
      ?.replace(/^GET \/v1\.0/, "")
      .replace(/permissions$/, "invite");
    await tenant.change("POST", path ?? "", { recipients: [{ email: LEON }], roles: ["read"] }, TOMAS);
    const fresh = { ...service, fileBytesMax: 21_000_000 };
    for (const tool of [listFolder, listChanges])
      expect((await failureOf(tenant.run(tool, { location }, fresh))).code).toBe("not_found");
    const { items } = await tenant.run<Items>(listFolder, { location: "projects" }, fresh);
    const first = await tenant.run<Items>(listFolder, { location }, { email: INGRID });
    expect(names({ items })).toContain("Bids");
    const below = `${location} / ${first.items[0]?.name}`;
    expect((await failureOf(tenant.run(listFolder, { location: below }, fresh))).code).toBe("not_found");
  });
});

test("a person's own identity is not asked about: there Microsoft decides", async () => {
  const requests = await requestsDuring(() => tenant.run(readDocument, { ref: claim() }, { email: INGRID }));
  expect(permissionsIn(requests)).toEqual([]);
});
