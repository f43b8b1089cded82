import { randomBytes } from "node:crypto";
import { tools } from "@gatehouse/netsuite";
import { cursorsWith, httpApp, listen } from "@gatehouse/server";
import { ASSERTION, catalogEntry, defineSystem } from "@gatehouse/tool";
import { createLocalJWKSet, exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { post } from "../support/mcp.ts";
import { benignString, evilStrings } from "./evil-strings.ts";
import { forge, secondsNow } from "./forge.ts";
import { slowerThan } from "./slower-than.ts";
import { stringPlaces } from "./string-places.ts";

const LENGTH = 150_000;
/** Every seventh, spread over all kinds. */
const EVIL = evilStrings(LENGTH).filter((_, index) => index % 7 === 0);

let server: Awaited<ReturnType<typeof listen>>;
let token: string;
beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: "own", alg: "ES256" }] });
  const system = defineSystem({
    id: "netsuite",
    title: "NetSuite",
    vendor: "Oracle",
    grants: {},
    scopes: { 1: [], 2: [], 3: [] },
  });
  // A text that passes must end at once: what is measured is the way to the handler.
  const api = (): never => {
    throw new Error("there is nothing behind this server");
  };
  const trust = { audience: ASSERTION.audience("netsuite"), keys };
  const product = { system, version: "1", tools: tools as never, api };
  server = await listen(httpApp({ product, trust, cursors: cursorsWith(randomBytes(32)), log() {} }), 0);
  const person = { sub: "somebody", email: "somebody@halden.example", roles: [], phase: 3, jti: "one" };
  const claims = {
    iss: ASSERTION.issuer,
    aud: trust.audience,
    iat: secondsNow(),
    exp: secondsNow() + 60,
    ...person,
  };
  token = await forge(privateKey, { claims, header: { typ: ASSERTION.type, kid: "own" } });
});
afterAll(() => server?.close());

const call = (name: string, args: unknown) =>
  post(
    `${server.url}/mcp`,
    { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } },
    { authorization: `Bearer ${token}`, "mcp-protocol-version": "2025-11-25" },
  );

test.each(tools.map((tool) => [tool.name, catalogEntry(tool as never)] as const))(
  "31: every text argument of %s stands every text at the server itself",
  async (name, { inputSchema, example }) => {
    for (const { place, given } of stringPlaces(inputSchema, example)) {
      const work = async (text: string) => expect((await call(name, given(text))).status).toBe(200);
      expect({ place, slow: await slowerThan(benignString(LENGTH), EVIL, work) }).toEqual({
        place,
        slow: [],
      });
    }
  },
);

test("31: the assertion itself stands every text", async () => {
  const long = 12_000;
  const texts = evilStrings(long, { plain: true });
  const work = (text: string) =>
    post(`${server.url}/mcp`, {}, { authorization: `Bearer ${text.replaceAll(" ", "-")}` });
  expect(await slowerThan(benignString(long), texts, work)).toEqual([]);
});
