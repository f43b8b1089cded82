import { expect, test } from "vitest";
import { accountLimits } from "./account-limits.ts";
import { apiKey } from "./api-key.ts";
import { client, failure, read, write } from "./http-for-tests.ts";
import { loopbackServer, reply } from "./loopback-server.ts";
import { noToken } from "./token-source.ts";

test("a status the caller expects is an answer, whatever comes with it", async () => {
  const { origin } = await loopbackServer(({ url }, response) => {
    if (url === "/moved") return reply(response, 302, "<html>moved</html>", { location: "https://a.test/x" });
    return url === "/same" ? reply(response, 304) : reply(response, 300, ["/a", "/b"]);
  });
  const http = client(origin, { classify: () => ({ code: "not_found", isRepeatable: false }) });
  const expecting = (path: string, status: number) =>
    http.request({ ...read, path: [path], expected: [300, status] });
  expect(await expecting("moved", 302)).toMatchObject({
    status: 302,
    headers: { location: "https://a.test/x" },
  });
  expect(await expecting("same", 304)).toMatchObject({ status: 304, body: undefined });
  expect(await expecting("several", 300)).toMatchObject({ status: 300, body: ["/a", "/b"] });
  expect((await failure(http.request({ ...read, path: ["same"] }))).code).toBe("not_found");
});

test("a body may come as bytes, within a bound of its own, and a failure is still read", async () => {
  const bytes = Buffer.from([0, 255, 200, 10]);
  const { origin, received } = await loopbackServer(({ url }, response) => {
    if (url === "/file") response.end(bytes);
    else reply(response, 400, { error: "LOCKED" });
  });
  const http = client(origin, {
    bodyBytesMax: 2,
    classify: (_, body) =>
      (body as { error?: string }).error === "LOCKED" ? { code: "conflict", isRepeatable: false } : undefined,
  });
  const file = { ...read, path: ["file"], as: "bytes", bytesMax: 100 } as const;
  const { body } = await http.request(file);
  expect(body.equals(bytes)).toBe(true);
  expect(received[0]?.headers.accept).toBe("*/*");
  expect((await failure(http.request({ ...file, path: ["locked"] }))).code).toBe("conflict");
  expect((await failure(http.request({ ...file, bytesMax: 3 }))).code).toBe("upstream_unavailable");
});

test("what a log may keep of an answer is a refusal's text, and never records, though their JSON is cut", async () => {
  const { origin } = await loopbackServer(({ url }, response) => {
    if (url === "/cut") response.end('{"salary":"12500 EUR"');
    else reply(response, 400, { error: "LOCKED" });
  });
  const http = client(origin);
  const { cause: records } = await failure(http.request({ ...read, path: ["cut"] }));
  expect(records).toMatchObject({
    status: 200,
    vendorCode: "broken JSON",
    text: expect.stringContaining("21 bytes"),
  });
  expect(JSON.stringify(records)).not.toContain("12500");
  const { cause: refusal } = await failure(http.request({ ...read, path: ["locked"] }));
  expect(refusal).toMatchObject({ status: 400, text: expect.stringContaining("LOCKED") });
});

test("tells the server of every answer, failures and repeats too", async () => {
  let turn = 0;
  const { origin } = await loopbackServer((_, response) =>
    reply(response, ++turn === 1 ? 503 : 200, {}, { "x-left": String(10 - turn) }),
  );
  const seen: unknown[] = [];
  const http = client(origin, { observe: ({ status, headers }) => seen.push([status, headers["x-left"]]) });
  await http.request(read);
  expect(seen).toEqual([
    [503, "9"],
    [200, "8"],
  ]);
});

test("without a sign-in nothing goes along, nothing is changed, and a status alone is understood", async () => {
  const { origin, received } = await loopbackServer(({ url }, response) =>
    reply(response, url === "/secret" ? 401 : 200, { ok: true }),
  );
  const http = client(origin, { tokens: noToken() });
  await http.request({ ...read, path: ["open"] });
  expect((await failure(http.request({ ...read, path: ["secret"] }))).code).toBe("not_connected");
  expect((await failure(http.request(write))).code).toBe("not_allowed");
  expect(received.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ["/open", undefined],
    ["/secret", undefined],
  ]);
});

test("a key goes by HTTP Basic, and one that is refused is not sent again", async () => {
  const { origin, received } = await loopbackServer((_, response) => reply(response, 401));
  const http = client(origin, { tokens: apiKey({ key: "k3y" }) });
  expect((await failure(http.request(read))).code).toBe("not_connected");
  expect(received.map(({ headers }) => headers.authorization)).toEqual([`Basic ${btoa("k3y:x")}`]);
});

test("a call takes its weight from the account's reservoir", async () => {
  const { origin, received } = await loopbackServer((_, response) => reply(response, 200, {}));
  const reservoir = { units: 6, refreshMs: 60_000 };
  const limits = accountLimits({ title: "Vendor", concurrency: 4, perPerson: 4, queueMs: 40, reservoir });
  const http = client(origin, { limits });
  await http.request({ ...read, weight: 5 });
  expect((await failure(http.request({ ...read, weight: 2 }))).code).toBe("rate_limited");
  expect(received).toHaveLength(1);
});
