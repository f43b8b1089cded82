import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { callTool } from "../support/mcp.ts";
import { rawBytes, rawRequest } from "./raw-request.ts";
import { AMARA, openWorld, type World } from "./world.ts";

const MiB = 1024 * 1024;
const isLong = process.env.ATTACK_LENGTH === "long";
/** Client and gateway share this process, so a connection counts twice against its open files. */
const CONNECTIONS = isLong ? 9_000 : 2_000;
/** 100 KB that unfold to 100 MB. */
const BOMB = gzipSync(Buffer.alloc(100 * MiB));

let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  token = (await world.tokensOf(AMARA)).access_token;
});
afterAll(() => world?.stop());

const open = new Set<Socket>();
afterEach(() => {
  for (const socket of open) socket.destroy();
  open.clear();
});

async function dial(): Promise<Socket> {
  const { hostname, port } = new URL(world.url);
  const socket = connect(Number(port), hostname);
  open.add(socket);
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

const head = (more: string[], path = "/mcp") =>
  [
    `POST ${path} HTTP/1.1`,
    `Host: ${new URL(world.url).host}`,
    `Authorization: Bearer ${token}`,
    "Content-Type: application/json",
    "Connection: close",
    ...more,
    "",
    "",
  ].join("\r\n");

/** The answer to a normal call, to be asked for while something goes on: nobody else may notice. */
async function expectServed(withinMs = 2_000): Promise<void> {
  const startedAt = performance.now();
  const { body } = await callTool(`${world.url}/mcp`, token, "fast_echo", { text: "still here" });
  expect(body?.result?.structuredContent).toEqual({ text: "still here" });
  expect(performance.now() - startedAt).toBeLessThan(withinMs);
}

const asForm = (text: string) => text.replace("application/json", "application/x-www-form-urlencoded");

test.each([
  ["/mcp", 413],
  ["/signin/anything", 413],
  // OAuth has an answer of its own for a request that cannot be read (RFC 6749, 5.2).
  ["/oauth/token", 400],
  ["/oauth/revoke", 400],
])("30: a body declared too large is refused at %s before it is sent", async (path, wanted) => {
  const request = head([`Content-Length: ${50 * MiB}`], path);
  const { status, text } = await rawRequest(world.url, [path === "/mcp" ? request : asForm(request)]);
  expect(status).toBe(wanted);
  expect(text).not.toContain("access_token");
});

/** Sends without end until the server has had enough; how many bytes it took. */
async function pour(prefix: string, chunk: Buffer, mostBytes: number): Promise<number> {
  const socket = await dial();
  socket.resume();
  let sent = 0;
  const closed = once(socket, "close").catch(() => {});
  socket.write(prefix);
  while (!socket.destroyed && sent < mostBytes) {
    sent += chunk.length;
    if (!socket.write(chunk)) await Promise.race([once(socket, "drain"), closed]).catch(() => {});
  }
  socket.destroy();
  return sent;
}

const chunkOf = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);

test("30: chunks without end are cut off just beyond the limit, with or without a token", async () => {
  const chunk = chunkOf(Buffer.alloc(64 * 1024, "x"));
  const chunked = ["Transfer-Encoding: chunked"];
  const withToken = head(chunked);
  const without = withToken.replace(/Authorization: .*\r\n/, "");
  const forms = ["/oauth/token", "/oauth/revoke", "/signin/anything"].map((path) =>
    asForm(head(chunked, path)),
  );
  // What the system's own buffers swallow comes on top of what was read.
  for (const prefix of [withToken, without, ...forms])
    expect(await pour(prefix, chunk, 200 * MiB)).toBeLessThan(20 * MiB);
});

test("30: many endless bodies at once cost bounded memory", async () => {
  const chunk = chunkOf(Buffer.alloc(64 * 1024, "x"));
  await pour(head(["Transfer-Encoding: chunked"]), chunk, 8 * MiB);
  const before = process.memoryUsage.rss();
  await Promise.all(
    Array.from({ length: 60 }, () => pour(head(["Transfer-Encoding: chunked"]), chunk, 50 * MiB)),
  );
  // Sixty bodies of 50 MB would be 3 GB; sixty up to their limit, twice over, are 120 MB.
  expect(process.memoryUsage.rss() - before).toBeLessThan(400 * MiB);
  await expectServed();
});

test("30: a body of one byte more than allowed is refused, one of just as many is read", async () => {
  const fill = (bytes: number) => {
    const rest = `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"x":""}}}`;
    return rest.replace('""', `"${"x".repeat(bytes - rest.length)}"`);
  };
  for (const [bytes, status] of [
    [MiB, 200],
    [MiB + 1, 413],
  ] as const) {
    const body = fill(bytes);
    const answer = await rawRequest(world.url, [head([`Content-Length: ${body.length}`]) + body]);
    expect(answer.status).toBe(status);
  }
});

test.each(["gzip", "deflate", "br", "zstd", "gzip, gzip", "GZIP"])(
  "30: a body in %s is refused without being unfolded",
  async (encoding) => {
    const more = [`Content-Encoding: ${encoding}`, `Content-Length: ${BOMB.length}`];
    const before = process.memoryUsage.rss();
    const { status } = await rawBytes(world.url, Buffer.concat([Buffer.from(head(more)), BOMB]));
    expect(status).toBe(415);
    expect(process.memoryUsage.rss() - before).toBeLessThan(90 * MiB);
  },
);

test("30: a body in gzip is refused at the token endpoint as well", async () => {
  const more = ["Content-Encoding: gzip", `Content-Length: ${BOMB.length}`];
  const form = asForm(head(more, "/oauth/token"));
  const { status } = await rawBytes(world.url, Buffer.concat([Buffer.from(form), BOMB]));
  expect([400, 413, 415]).toContain(status);
});

test("30: headers without end are refused", async () => {
  const line = Buffer.from(`X-Filler: ${"x".repeat(1_000)}\r\n`);
  expect(await pour("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", line, 50 * MiB)).toBeLessThan(10 * MiB);
  const { status } = await rawRequest(world.url, [head([`X-Filler: ${"x".repeat(40_000)}`])]);
  expect(status).toBe(431);
});

test("30: thousands of connections that say nothing keep nobody out, and cost bounded memory", async () => {
  const before = process.memoryUsage.rss();
  for (let index = 0; index < CONNECTIONS; index += 200) await Promise.all(Array.from({ length: 200 }, dial));
  await expectServed();
  expect(process.memoryUsage.rss() - before).toBeLessThan(300 * MiB);
});
