import { afterEach, expect, test } from "vitest";
import { createTestTenant } from "../test-tenant.ts";

const { simulator, tomas } = createTestTenant();
const { planted } = simulator;
const { driveId } = planted.finals.equal;
afterEach(() => simulator.reset());

const root = `/drives/${driveId}/root`;
const errorOf = ({ status, body }: Awaited<ReturnType<typeof tomas>>) => [
  status,
  body.error.code,
  body.error.innerError.code,
];

test("A list goes on behind its next link until there is none", async () => {
  const seen: unknown[] = [];
  let pages = 0;
  for (let next: string | undefined = `${root}:/Submittals:/children?$top=4&$select=name`; next; pages++) {
    const { body }: Awaited<ReturnType<typeof tomas>> = await tomas(next);
    seen.push(...body.value.map(({ name }) => name));
    next = body["@odata.nextLink"];
  }
  expect(pages).toBeGreaterThan(3);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toContain("O'Brien & Sons' offer.docx");
});

test("A next link holds for its own list only and cannot be made up", async () => {
  const link = (await tomas(`${root}/children?$top=2`)).body["@odata.nextLink"];
  const token = new URL(link).searchParams.get("$skiptoken") ?? "";
  const other = `${root}:/RFIs:/children?$skiptoken=${encodeURIComponent(token)}`;
  expect(errorOf(await tomas(other))[0]).toBe(400);
  expect(errorOf(await tomas(`${root}/children?$skiptoken=s!abc`))[0]).toBe(400);
});

test("Children come in the order that is asked for, and in no other than SharePoint knows", async () => {
  const sizes = (await tomas(`${root}:/RFIs:/children?$orderby=size desc`)).body.value.map(({ size }) =>
    Number(size),
  );
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  expect((await tomas(`${root}/children?$orderby=webUrl`)).status).toBe(400);
});

test("Strange names are reached by path", async () => {
  for (const { path, itemId } of planted.oddNames) {
    const names = path.split("/").slice(2).map(encodeURIComponent).join("/");
    expect((await tomas(`${root}:/${names}`)).body.id, path).toBe(itemId);
  }
});

test("What is checked out says by whom, to those who select it", async () => {
  const { itemId } = planted.abandonedCheckout;
  expect((await tomas(`/drives/${driveId}/items/${itemId}`)).body.publication).toBeUndefined();
  const { publication } = (await tomas(`/drives/${driveId}/items/${itemId}?$select=publication`)).body;
  expect(publication).toMatchObject({
    level: "checkout",
    checkedOutBy: { user: { displayName: "Gerald Whitcombe" } },
  });
});

test("A listed file can be gone when it is opened", async () => {
  const { itemId, path } = planted.vanished;
  const listed = await tomas(`${root}:/${path.split("/").slice(2, -1).join("/")}:/children`);
  expect(listed.body.value.map(({ id }) => id)).toContain(itemId);
  expect(errorOf(await tomas(`/drives/${driveId}/items/${itemId}`))).toEqual([
    404,
    "itemNotFound",
    undefined,
  ]);
});

test("A label is told by its id", async () => {
  const { itemId } = planted.labelled;
  const { body } = await tomas(`/drives/${driveId}/items/${itemId}/extractSensitivityLabels`, {
    method: "POST",
  });
  expect(body.labels).toEqual([expect.objectContaining({ tenantId: simulator.tenantId })]);
});
