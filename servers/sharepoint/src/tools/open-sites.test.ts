import { codeOf, failureOf } from "@gatehouse/tool/for-tests";
import { staticToken } from "@gatehouse/upstream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSharePoint } from "../sharepoint.ts";
import {
  AMARA,
  HOST,
  INGRID,
  LEON,
  pathOf,
  type SimulatedTenant,
  simulatedTenant,
  urlOf,
} from "../simulated-tenant.ts";
import { findSites } from "./find-sites.ts";
import { getDocumentInfo } from "./get-document-info.ts";
import { listChanges } from "./list-changes.ts";
import { listFolder } from "./list-folder.ts";
import { listLists } from "./list-lists.ts";
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

type Items = { items: { ref: string; name: string }[] };
const service = { as: "service", email: LEON } as const;
/** Granted to the application and not opened here. */
const GRANTED_ONLY = "projects";

describe("under a service identity", () => {
  test("search is off, and the refusal names the way around", async () => {
    const error = await failureOf(tenant.run(search, { query: "contract" }, service));
    expect(error).toMatchObject({
      code: "not_allowed",
      next: expect.stringContaining("sharepoint_list_folder"),
    });
  });

  test("the sites are those that configuration opens, whatever else was granted", async () => {
    const { items } = await tenant.run<Items>(findSites, {}, service);
    expect(items.map(({ name }) => name)).toEqual(["Operations", "Safety and Quality"]);
    const some = await tenant.run<Items>(findSites, { query: "safety" }, service);
    expect(some.items).toHaveLength(1);
  });

  test("inside them everything can be listed and read, by path, address and ref", async () => {
    const vendors = await tenant.run<Items>(
      listFolder,
      { location: "operations / Documents / Vendors", file_types: ["pdf"], limit: 5 },
      service,
    );
    const { ref } = vendors.items[0] ?? { ref: "" };
    const read = await tenant.run<{ text: string }>(readDocument, { ref }, service);
    expect(read.text).toContain("Certificate of insurance");
    const url = urlOf("/sites/operations/Shared%20Documents/Vendors");
    expect(await tenant.run(resolveLink, { url }, service)).toMatchObject({ kind: "folder" });
    expect(await tenant.run(listLists, { site: "operations" }, service)).toMatchObject({
      items: [{ name: "Equipment" }],
    });
    expect(await tenant.run(queryListItems, { list: "operations / Equipment" }, service)).toMatchObject({
      returned: 20,
    });
    expect(await tenant.run(listChanges, { location: "operations" }, service)).toMatchObject({
      path: "Operations / Documents",
    });
  });

  test.each(["J-25033", GRANTED_ONLY, "human-resources"])("outside them %s is not there", async (site) => {
    const before = tenant.simulator.requests.length;
    for (const location of [
      site,
      `${site} / Documents`,
      urlOf(`/sites/${site}`),
      urlOf(`/sites/${site}/Shared%20Documents`),
    ])
      expect(await codeOf(tenant.run(listFolder, { location }, service))).toBe("not_found");
    expect(await codeOf(tenant.run(listLists, { site }, service))).toBe("not_found");
    const asked = tenant.simulator.requests.slice(before).filter((request) => !request.includes("/shares/"));
    expect(asked).toEqual([]);
  });
});

describe("what lies outside the open sites", () => {
  test("an address that Graph itself would open is checked by where its file lies", async () => {
    const claim = pathOf(tenant.simulator.planted.restricted);
    const { url } = await tenant.run<{ url: string }>(getDocumentInfo, { ref: claim }, { email: INGRID });
    expect(url).toContain("/_layouts/");
    const hidden = await failureOf(tenant.run(readDocument, { ref: url }, service));
    const { code, message } = await failureOf(
      tenant.run(readDocument, { ref: "operations / Documents / x" }, service),
    );
    expect(hidden).toMatchObject({ code, message });
  });

  test("a ref that a person was given does not open anything", async () => {
    const claim = pathOf(tenant.simulator.planted.restricted);
    const { ref } = await tenant.run<{ ref: string }>(getDocumentInfo, { ref: claim }, { email: AMARA });
    expect(await codeOf(tenant.run(readDocument, { ref }, { as: "service", email: AMARA }))).toBe(
      "not_found",
    );
  });
});

test("a site in the list that cannot be opened leaves the others open", async () => {
  const openSites = [urlOf("/sites/no-such-site"), "operations"];
  const { items } = await tenant.run<Items>(findSites, {}, { ...service, openSites });
  expect(items.map(({ name }) => name)).toEqual(["Operations"]);
});

test("without a list of sites it does not start", () => {
  const tokens = staticToken("x", "service");
  const origin = "http://127.0.0.1:1";
  expect(() => createSharePoint({ origin, tokens, hosts: [HOST] })).toThrow(/list of sites/);
  expect(() =>
    createSharePoint({ origin, tokens, hosts: [HOST], openSites: ["https://evil.example/a"] }),
  ).toThrow();
});
