import { afterEach, expect, test } from "vitest";
import { createTestTenant, people, writer } from "../test-tenant.ts";

const { simulator, callAs, app, tomas } = createTestTenant();
const write = callAs(people.tomas, writer);
const { driveId } = simulator.planted.finals.equal;
afterEach(() => simulator.reset());

type Hit = { hitId: string; rank: number; summary: string; resource: Record<string, unknown> };
type Container = { total: number; moreResultsAvailable: boolean; hits?: Hit[] };
type Wish = Record<string, unknown>;

async function search(queryString: string, wish: Wish = {}, call = tomas) {
  const request = { entityTypes: ["driveItem"], query: { queryString }, ...wish };
  const answer = await call("/search/query", { method: "POST", body: { requests: [request] } });
  const [first] = answer.body.value ?? [];
  const [container] = (first?.hitsContainers as Container[]) ?? [];
  return {
    answer,
    terms: first?.searchTerms,
    total: container?.total,
    hits: container?.hits ?? [],
    container,
  };
}

test("A hit carries its place, and its words marked between gaps", async () => {
  const { terms, hits, answer } = await search('"retaining wall" filetype:docx', { size: 1 });
  expect(terms).toEqual(["retaining", "wall"]);
  expect(hits[0]).toMatchObject({
    rank: 1,
    summary: expect.stringMatching(/<c0>retaining<\/c0> <c0>wall<\/c0>.*<ddd\/>$/),
    resource: {
      "@odata.type": "#microsoft.graph.driveItem",
      name: expect.stringMatching(/retaining wall.*\.docx$/),
      parentReference: {
        driveId: expect.stringMatching(/^b!/),
        sharepointIds: { listItemId: expect.any(String) },
      },
    },
  });
  expect(Object.keys(hits[0]?.resource ?? {})).not.toContain("@microsoft.graph.downloadUrl");
  expect(answer.headers.get("x-searchplatform")).toBe("Substrate");
});

test("The contract of an order is found by the order's number", async () => {
  const { hits } = await search("PO-10001");
  expect(hits.map(({ hitId }) => hitId)).toContain(simulator.planted.finals.equal.itemId);
});

test("Pages follow each other by from and size", async () => {
  const first = await search("submittal", { size: 3 });
  const second = await search("submittal", { from: 3, size: 3 });
  expect(first.container?.moreResultsAvailable).toBe(true);
  expect(second.hits.map(({ rank }) => rank)).toEqual([4, 5, 6]);
  expect(new Set([...first.hits, ...second.hits].map(({ hitId }) => hitId)).size).toBe(6);
});

test("Hits come by date where that is asked for", async () => {
  const { hits } = await search("contract", {
    sortProperties: [{ name: "lastModifiedDateTime", isDescending: true }],
  });
  const dates = hits.map(({ resource }) => String(resource.lastModifiedDateTime));
  expect(dates).toEqual(dates.toSorted().reverse());
});

test("List items, pages, lists, sites and libraries are found under their kinds", async () => {
  const kinds = async (words: string, ...entityTypes: string[]) =>
    (await search(words, { entityTypes, size: 5 })).hits.map(({ resource }) => resource["@odata.type"]);
  expect(await kinds("anchor bolts", "listItem")).toContain("#microsoft.graph.listItem");
  expect(await kinds("filing rules", "listItem")).toEqual(["#microsoft.graph.listItem"]);
  expect(await kinds("safety incidents", "list")).toEqual(["#microsoft.graph.list"]);
  expect(await kinds("projects", "site")).toContain("#microsoft.graph.site");
  expect(await kinds("templates", "drive")).toEqual(["#microsoft.graph.drive"]);
  expect(await kinds("*", "drive")).toEqual([]);
});

test("An app must name the region, and the right one", async () => {
  const none = await search("contract", {}, app);
  expect([none.answer.status, none.answer.body.error.message]).toEqual([
    400,
    "SearchRequest Invalid (Region is required when request with application permission.)",
  ]);
  const wrong = await search("contract", { region: "EMEA" }, app);
  expect(wrong.answer.body.error.message).toContain(
    "Requested region EMEA not found. Only valid regions are NAM.",
  );
  expect((await search("contract", { region: "NAM" }, app)).total).toBeGreaterThan(50);
});

test("A new file is found ten minutes later, a deleted one still for ten minutes", async () => {
  const path = `/drives/${driveId}/root:/RFIs/heliotrope.txt`;
  const { body } = await write(`${path}:/content`, { method: "PUT", body: "heliotrope" });
  expect((await search("heliotrope")).total).toBe(0);
  simulator.switches.indexDelayMinutes = 0;
  expect((await search("heliotrope")).total).toBe(1);
  await write(`/drives/${driveId}/items/${body.id}`, { method: "DELETE" });
  expect((await search("heliotrope")).total).toBe(0);
  simulator.switches.indexDelayMinutes = 10;
  expect((await search("heliotrope")).total).toBe(1);
});

test.each([
  [{ requests: [] }],
  [{ requests: [{ entityTypes: ["message"], query: { queryString: "a" } }] }],
  [{ requests: [{ entityTypes: ["driveItem"], query: {} }] }],
  [{ requests: [{ entityTypes: ["driveItem"], query: { queryString: "a" }, size: 501 }] }],
  [{ requests: [{ entityTypes: ["driveItem"], query: { queryString: '"open' } }] }],
])("The request %j is refused", async (body) => {
  expect((await tomas("/search/query", { method: "POST", body })).status).toBe(400);
});

test("A search in one library knows fewer properties, and quotes in words", async () => {
  const { body } = await tomas(`/drives/${driveId}/root/search(q='O''Brien')`);
  expect(body.value).toHaveLength(1);
  expect(body.value[0]).toMatchObject({ name: "O'Brien & Sons' offer.docx" });
  expect(body.value[0]).toMatchObject({
    parentReference: { siteId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
  expect(body.value[0]).not.toHaveProperty("@microsoft.graph.downloadUrl");
});
