import { afterEach, expect, test } from "vitest";
import type { Place } from "../seed/planted.ts";
import { serveSharePoint } from "../serve-share-point.ts";
import { createTestTenant, people } from "../test-tenant.ts";

const { simulator, callAs, tokenOf } = createTestTenant();
const { planted } = simulator;
const ingrid = callAs(people.ingrid);
afterEach(() => simulator.reset());

const locationOf = async ({ driveId, itemId }: Place, query = "") =>
  (await ingrid(`/drives/${driveId}/items/${itemId}/content${query}`)).headers.get("location") ?? "";
const fetchFrom = (url: string, headers: Record<string, string> = {}) =>
  simulator.app.request(url, { headers });
const bytesOf = async (place: Place, query = "") =>
  Buffer.from(await (await fetchFrom(await locationOf(place, query))).arrayBuffer());

test("Content is a redirect to an address that carries its own permit", async () => {
  const { driveId, itemId } = planted.finals.equal;
  const answer = await ingrid(`/drives/${driveId}/items/${itemId}/content`);
  expect(answer.status).toBe(302);
  expect(answer.headers.get("location")).toMatch(
    /\/sites\/J-\d{5}\/_layouts\/15\/download\.aspx\?UniqueId=[0-9a-f-]{36}&Translate=false&tempauth=v1\.[\w-]+&ApiVersion=2\.0$/,
  );
  expect((await fetchFrom(answer.headers.get("location") ?? "")).status).toBe(200);
});

test("The files' origin refuses an address that was changed or has run out", async () => {
  const url = await locationOf(planted.finals.equal);
  expect((await fetchFrom(url.replace(/tempauth=v1\.(.)/, "tempauth=v1.X$1"))).status).toBe(401);
  expect((await fetchFrom(url.replace(/&tempauth=[^&]+/, ""))).status).toBe(401);
  expect(
    (await fetchFrom(url.replace(/UniqueId=[^&]+/, "UniqueId=00000000-0000-0000-0000-000000000000"))).status,
  ).toBe(404);
  simulator.switches.downloadLifetimeSeconds = -1;
  expect((await fetchFrom(await locationOf(planted.finals.equal))).status).toBe(401);
});

test("The files' origin refuses whoever shows it a token", async () => {
  const authorization = `Bearer ${await tokenOf(people.ingrid)}`;
  expect((await fetchFrom(await locationOf(planted.finals.equal), { authorization })).status).toBe(401);
});

test("Served twice, Graph sends downloads to another origin than its own", async () => {
  const tenant = createTestTenant();
  const { url, filesUrl, close } = await serveSharePoint(tenant.simulator);
  try {
    const { driveId, itemId } = tenant.simulator.planted.finals.equal;
    const headers = { authorization: `Bearer ${await tenant.tokenOf(people.ingrid)}` };
    const path = `${url}/v1.0/drives/${driveId}/items/${itemId}/content`;
    const answer = await fetch(path, { headers, redirect: "manual" });
    const target = new URL(answer.headers.get("location") ?? "");
    expect([target.origin, target.origin === url]).toEqual([filesUrl, false]);
    expect((await fetch(target)).status).toBe(200);
  } finally {
    await close();
  }
});

test("A part of a file is sent on request, and none beyond its end", async () => {
  const url = await locationOf(planted.finals.equal);
  const whole = Buffer.from(await (await fetchFrom(url)).arrayBuffer());
  const part = await fetchFrom(url, { range: "bytes=2-5" });
  expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 2-5/${whole.length}`]);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(2, 6));
  const tail = await fetchFrom(url, { range: "bytes=-3" });
  expect(Buffer.from(await tail.arrayBuffer())).toEqual(whole.subarray(-3));
  expect((await fetchFrom(url, { range: `bytes=${whole.length}-` })).status).toBe(416);
});

test("What the caller has already is not sent again", async () => {
  const { driveId, itemId } = planted.finals.equal;
  const { eTag, cTag } = (await ingrid(`/drives/${driveId}/items/${itemId}`)).body;
  for (const tag of [eTag, cTag]) {
    const headers = { "if-none-match": String(tag) };
    expect((await ingrid(`/drives/${driveId}/items/${itemId}/content`, { headers })).status).toBe(304);
  }
});

test("Both final versions of the contract are documents, made when they are fetched", async () => {
  const [equal, other] = [await bytesOf(planted.finals.equal), await bytesOf(planted.finals.other)];
  expect([equal.subarray(0, 2).toString(), other.subarray(0, 2).toString()]).toEqual(["PK", "PK"]);
  expect(equal.equals(other)).toBe(false);
});

test("Odd files are what their names do not say", async () => {
  const ole = "d0cf11e0a1b11ae1";
  for (const place of [planted.protectedDocument, planted.labelled, planted.legacyDocument]) {
    expect((await bytesOf(place)).subarray(0, 8).toString("hex"), place.path).toBe(ole);
  }
  expect((await bytesOf(planted.scanned)).subarray(0, 4).toString()).toBe("%PDF");
  const bomb = await bytesOf(planted.archiveBomb);
  expect([bomb.subarray(0, 2).toString(), bomb.length < 1_000_000, bomb.readUInt32LE(22)]).toEqual([
    "PK",
    true,
    110_100_480,
  ]);
});

test("A legacy document can be had as PDF, a drawing cannot", async () => {
  expect((await bytesOf(planted.legacyDocument, "?format=pdf")).subarray(0, 4).toString()).toBe("%PDF");
  const { driveId, itemId } = planted.largeDrawing;
  const answer = await ingrid(`/drives/${driveId}/items/${itemId}/content?format=pdf`);
  expect([answer.status, answer.body.error.code]).toEqual([406, "notSupported"]);
});

test("The large drawing is as large as it says", async () => {
  const { driveId, itemId } = planted.largeDrawing;
  const { size } = (await ingrid(`/drives/${driveId}/items/${itemId}`)).body;
  expect((await bytesOf(planted.largeDrawing)).length).toBe(size);
});

test("An earlier version has its own content; the present one is not to be had as a version", async () => {
  const { driveId } = planted.finals.equal;
  const versioned = await firstWithVersions(driveId);
  const base = `/drives/${driveId}/items/${versioned.id}`;
  const earlier = (await ingrid(`${base}/versions/1.0/content`)).headers.get("location") ?? "";
  const former = Buffer.from(await (await fetchFrom(earlier)).arrayBuffer());
  const present = await bytesOf({ driveId, itemId: versioned.id, path: "" });
  expect(former.equals(present)).toBe(false);
  expect((await ingrid(`${base}/versions/${versioned.latest}/content`)).status).toBe(400);
  expect((await ingrid(`${base}/versions/99.0/content`)).status).toBe(404);
});

async function firstWithVersions(driveId: string): Promise<{ id: string; latest: string }> {
  const { body } = await ingrid(`/drives/${driveId}/root:/Safety:/children`);
  for (const { id, folder } of body.value) {
    if (folder) continue;
    const versions = (await ingrid(`/drives/${driveId}/items/${id}/versions`)).body.value;
    if (versions.length > 1) return { id: String(id), latest: String(versions[0]?.id) };
  }
  throw new Error("No file of the folder has earlier versions.");
}
