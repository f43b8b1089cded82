import { afterEach, describe, expect, test } from "vitest";
import { createTestTenant, people } from "../test-tenant.ts";

const { simulator, callAs, app, tomas } = createTestTenant();
const { planted } = simulator;
const ingrid = callAs(people.ingrid);
const leon = callAs(people.leon);
afterEach(() => simulator.reset());

type Caller = typeof ingrid;
const idsIn = ({ body }: Awaited<ReturnType<Caller>>): unknown[] => body.value.map(({ id }) => id);
const shareOf = (url: string) => `/shares/u!${Buffer.from(url).toString("base64url")}/driveItem`;
const search = async (call: Caller, queryString: string) => {
  const body = { requests: [{ entityTypes: ["driveItem"], query: { queryString }, size: 500 }] };
  const answer = await call("/search/query", { method: "POST", body });
  const [container] = (answer.body.value[0] as { hitsContainers: { hits?: { hitId: string }[] }[] })
    .hitsContainers;
  return (container?.hits ?? []).map(({ hitId }) => hitId);
};
async function changesIn(call: Caller, driveId: string): Promise<unknown[]> {
  const ids: unknown[] = [];
  for (let next: string | undefined = `/drives/${driveId}/root/delta`; next; ) {
    const answer: Awaited<ReturnType<Caller>> = await call(next);
    ids.push(...idsIn(answer));
    next = answer.body["@odata.nextLink"];
  }
  return ids;
}

describe("A claim that three people may read, in a library that is open to the office", () => {
  const { driveId, itemId, path } = planted.restricted;
  const folder = path.split("/").slice(2, -1).map(encodeURIComponent).join("/");
  const url = `https://halden.sharepoint.com/sites/${path.split("/").map(encodeURIComponent).join("/")}`;

  test("is there for one of them everywhere", async () => {
    expect((await ingrid(`/drives/${driveId}/items/${itemId}`)).status).toBe(200);
    expect(idsIn(await ingrid(`/drives/${driveId}/root:/${folder}:/children`))).toContain(itemId);
    expect(await search(ingrid, "delay damages")).toContain(itemId);
    expect(await changesIn(ingrid, driveId)).toContain(itemId);
    expect((await ingrid(shareOf(url))).body.id).toBe(itemId);
  });

  test.each(["", "/content", "/versions", "/permissions"])(
    "answers 404 to anybody else: %s",
    async (tail) => {
      expect((await tomas(`/drives/${driveId}/items/${itemId}${tail}`)).status).toBe(404);
    },
  );

  test("stays out of everybody else's lists, searches, changes and links", async () => {
    expect(idsIn(await tomas(`/drives/${driveId}/root:/${folder}:/children`))).not.toContain(itemId);
    expect(await search(tomas, "delay damages")).not.toContain(itemId);
    expect(await changesIn(tomas, driveId)).not.toContain(itemId);
    expect((await tomas(shareOf(url))).status).toBe(404);
    const found = await tomas(`/drives/${driveId}/root/search(q='claim')`);
    expect(idsIn(found)).not.toContain(itemId);
  });
});

test("A folder that inherits nothing hides what lies in it from members of the site", async () => {
  const { driveId, email } = planted.guestMember;
  const guest = callAs(email);
  const names = (await guest(`/drives/${driveId}/root/children`)).body.value.map(({ name }) => name);
  expect(names).toContain("Submittals");
  expect(names).not.toContain("Contract");
  expect((await guest(`/drives/${driveId}/items/${planted.finals.equal.itemId}`)).status).toBe(404);
});

describe("A file that only a link leads to", () => {
  const { driveId, itemId, url } = planted.linkOnly;

  test("is opened through the link and not otherwise", async () => {
    expect((await tomas(`/drives/${driveId}/items/${itemId}`)).status).toBe(404);
    expect(await search(tomas, "parking form")).not.toContain(itemId);
    expect((await tomas(shareOf(url))).body.id).toBe(itemId);
    expect((await tomas(`/drives/${driveId}/items/${itemId}`)).status).toBe(404);
  });

  test("is found again once the link was redeemed for good", async () => {
    await tomas(shareOf(url), { headers: { prefer: "redeemSharingLink" } });
    expect((await tomas(`/drives/${driveId}/items/${itemId}`)).status).toBe(200);
    expect(await search(tomas, "parking form")).toContain(itemId);
  });

  test("is not for guests when the link is the organization's", async () => {
    expect((await callAs(planted.guestInClosed.email)(shareOf(url))).status).toBe(403);
  });
});

test("A guest still reads the folder of a closed project, and nothing beside it", async () => {
  const { driveId, itemId, email } = planted.guestInClosed;
  const guest = callAs(email);
  expect((await guest(`/drives/${driveId}/items/${itemId}/children`)).body.value.length).toBeGreaterThan(5);
  expect((await guest(`/drives/${driveId}/root/children`)).status).toBe(404);
  expect((await guest("/sites/halden.sharepoint.com:/sites/archive")).status).toBe(403);
});

test("Somebody without rights sees what is open to all and no other site", async () => {
  const names = (await leon("/sites?search=&$top=50")).body.value.map(({ displayName }) => displayName);
  expect(names).toEqual(["Halden Group", "Information Technology", "Safety and Quality"]);
  expect((await leon("/sites/halden.sharepoint.com:/sites/finance")).status).toBe(403);
});

test("An app with a permission over all sites sees what no person shares with it", async () => {
  const { driveId, itemId } = planted.restricted;
  expect((await app(`/drives/${driveId}/items/${itemId}`)).status).toBe(200);
});

test("An app that was given single sites sees those, whatever is restricted in them, and no search", async () => {
  const selected = {
    clientId: "selected",
    clientSecret: "s",
    appRoles: ["Sites.Selected"],
    sites: { projects: "read" as const },
  };
  const tenant = createTestTenant({ clients: [selected] });
  const call = tenant.callAs(null, selected as never);
  const { restricted, finals } = tenant.simulator.planted;
  expect((await call(`/drives/${restricted.driveId}/items/${restricted.itemId}`)).status).toBe(200);
  expect((await call(`/drives/${finals.equal.driveId}/items/${finals.equal.itemId}`)).status).toBe(404);
  expect((await call("/sites/halden.sharepoint.com:/sites/finance")).status).toBe(403);
  const body = { requests: [{ entityTypes: ["driveItem"], query: { queryString: "claim" }, region: "NAM" }] };
  expect((await call("/search/query", { method: "POST", body })).status).toBe(403);
});

test("Permissions say who, by what and from where", async () => {
  const { driveId, itemId, url } = planted.anonymousEdit;
  const { body } = await ingrid(`/drives/${driveId}/items/${itemId}/permissions`);
  expect(body.value).toContainEqual(
    expect.objectContaining({
      roles: ["write"],
      link: { scope: "anonymous", type: "edit", webUrl: url, preventsDownload: false },
    }),
  );
  const below = await ingrid(`/drives/${driveId}/items/${itemId}/children?$top=1`);
  const child = await ingrid(`/drives/${driveId}/items/${below.body.value[0]?.id}/permissions`);
  expect(child.body.value.every(({ inheritedFrom }) => (inheritedFrom as { id: string }).id === itemId)).toBe(
    true,
  );
  expect(
    child.body.value.some(({ grantedToV2 }) => grantedToV2 && "siteGroup" in (grantedToV2 as object)),
  ).toBe(true);
});
