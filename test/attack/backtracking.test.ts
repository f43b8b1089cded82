import type { CatalogEntry } from "@gatehouse/tool";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openHouse } from "../support/house.ts";
import { type Listening, listen } from "../support/listen.ts";
import { post } from "../support/mcp.ts";
import { openPhase } from "../support/phases.ts";
import { answerAnything } from "./answer-anything.ts";
import { shippedCatalog } from "./catalogs.ts";
import { benignString, evilStrings } from "./evil-strings.ts";
import { authorizationUrl, postToken } from "./oauth.ts";
import { rawRequest } from "./raw-request.ts";
import { slowerThan } from "./slower-than.ts";
import { stringPlaces } from "./string-places.ts";
import { AMARA } from "./world.ts";

const LENGTH = 150_000;
/** Headers and addresses end at 32 KB in all. */
const HEADER_LENGTH = 24_000;
const EVIL = evilStrings(LENGTH);
const EVIL_HEADERS = evilStrings(HEADER_LENGTH, { plain: true });

/** A seventh of them, spread over all kinds: for places that are many. */
const some = (texts: readonly string[]) => texts.filter((_, index) => index % 7 === 0);

const netsuite = shippedCatalog("netsuite");

/** Every format that a schema may ask for, all looked at for one text and none ever the reason to refuse it. */
const FORMATS = [
  ..."date time date-time iso-time iso-date-time duration uri uri-reference uri-template url email hostname".split(
    " ",
  ),
  ..."ipv4 ipv6 regex uuid json-pointer json-pointer-uri-fragment relative-json-pointer byte".split(" "),
];
const formatTool = {
  ...netsuite.tools.find(({ risk }) => risk === "read"),
  name: "formats_check",
  phase: 1,
  risk: "read",
  labels: { input: {}, output: {} },
  inputSchema: {
    type: "object",
    properties: { value: { type: "string", allOf: FORMATS.map((format) => ({ anyOf: [{ format }, {}] })) } },
  },
  example: {},
} as unknown as CatalogEntry;

let house: Awaited<ReturnType<typeof openHouse>>;
let upstream: Listening;
let token: string;
beforeAll(async () => {
  upstream = await listen(answerAnything([...netsuite.tools, formatTool], () => {}));
  const system = { id: "formats", title: "Formats", vendor: "Anybody" };
  const formats = { system, tools: [formatTool] };
  house = await openHouse({
    systems: {
      netsuite: { catalog: netsuite, url: upstream.url },
      formats: { catalog: formats, url: upstream.url },
    },
  });
  await openPhase(house.database.url, "netsuite", 3);
  token = (await house.tokensOf(AMARA, "/mcp", "mcp:read mcp:write")).access_token;
});
afterAll(async () => {
  await house?.stop();
  await upstream?.stop();
});

const send = (message: object, headers: Record<string, string> = {}) =>
  post(
    `${house.url}/mcp`,
    { jsonrpc: "2.0", id: 1, ...message },
    { authorization: `Bearer ${token}`, ...headers },
  );

const call = (name: string, args: unknown) =>
  send({ method: "tools/call", params: { name, arguments: args } });

// Formats have a length of their own, at which a pattern has most to do: the longest text is not the worst.
test.each([
  [LENGTH, some(EVIL)],
  [4_096, evilStrings(4_096)],
  [1_000, evilStrings(1_000)],
])("31: the formats of arguments stand every text of %i characters", async (length, texts) => {
  const work = (value: string) => call(formatTool.name, { value });
  expect((await work("x")).status).toBe(200);
  expect(await slowerThan(benignString(length), texts, work)).toEqual([]);
});

test.each(netsuite.tools.map((tool) => [tool.name, tool] as const))(
  "31: every text argument of %s stands every text",
  { timeout: 120_000 },
  async (name, { inputSchema, example }) => {
    for (const { place, given } of stringPlaces(inputSchema, example)) {
      const slow = await slowerThan(benignString(LENGTH), some(EVIL), (text) => call(name, given(text)));
      expect({ place, slow }).toEqual({ place, slow: [] });
    }
  },
);

test.each<[string, (text: string) => object]>([
  ["a tool's name", (text) => ({ method: "tools/call", params: { name: text } })],
  [
    "the name of an argument",
    (text) => ({ method: "tools/call", params: { name: "netsuite_search", arguments: { [text]: 1 } } }),
  ],
  ["a method", (text) => ({ method: text })],
  ["an id", (text) => ({ id: text, method: "ping" })],
  ["the version of the protocol", (text) => ({ jsonrpc: text, method: "ping" })],
  ["a cursor", (text) => ({ method: "tools/list", params: { cursor: text } })],
  [
    "a request state",
    (text) => ({
      method: "tools/call",
      params: { name: "formats_check", arguments: {}, requestState: text },
    }),
  ],
  ["the address of a resource", (text) => ({ method: "resources/read", params: { uri: text } })],
  [
    "a progress token",
    (text) => ({
      method: "tools/call",
      params: { name: "formats_check", arguments: {}, _meta: { progressToken: text } },
    }),
  ],
  [
    "a trace",
    (text) => ({
      method: "tools/call",
      params: { name: "formats_check", arguments: {}, _meta: { traceparent: text } },
    }),
  ],
])("31: %s stands every text", async (_, message) => {
  expect(await slowerThan(benignString(LENGTH), some(EVIL), (text) => send(message(text)))).toEqual([]);
});

test.each<[string, string]>([
  ["authorization", "Bearer "],
  ["authorization", ""],
  ["content-type", "application/json"],
  ["content-type", "application/json;charset="],
  ["content-encoding", ""],
  ["accept", ""],
  ["origin", ""],
  ["origin", "http://"],
  ["user-agent", ""],
  ["cookie", ""],
  ["traceparent", "00-"],
  ["mcp-protocol-version", ""],
  ["mcp-method", ""],
  ["mcp-name", ""],
  ["mcp-session-id", ""],
  ["x-forwarded-for", ""],
  ["forwarded", "for="],
])("31: the header %s, beginning with '%s', stands every text", async (name, beginning) => {
  const work = (text: string) =>
    send({ method: "tools/list" }, { [name]: beginning + text.replaceAll("\u0000", "") });
  expect(await slowerThan(benignString(HEADER_LENGTH), EVIL_HEADERS, work)).toEqual([]);
});

test("31: the host name stands every text, and headers of 150 KB are cut off", async () => {
  const ask = (...headers: string[]) =>
    rawRequest(house.url, ["GET /mcp HTTP/1.1", ...headers, "Connection: close", "", ""]);
  const slow = await slowerThan(benignString(HEADER_LENGTH), EVIL_HEADERS, (text) => ask(`Host: ${text}`));
  expect(slow).toEqual([]);
  const work = (text: string) => ask("Host: 127.0.0.1", `X-A: ${text.replaceAll(/[^\x20-\x7e]/g, "x")}`);
  expect(await slowerThan(benignString(LENGTH), EVIL, work)).toEqual([]);
});

const AUTHORIZATION = [
  ..."client_id redirect_uri resource scope state response_type response_mode code_challenge nonce prompt".split(
    " ",
  ),
  ..."code_challenge_method claims login_hint max_age acr_values ui_locales request id_token_hint".split(" "),
];

test.each(AUTHORIZATION)("31: %s of an authorization request stands every text", async (name) => {
  const work = async (text: string) => {
    const query = authorizationUrl(house, { [name]: text }).search.slice(0, HEADER_LENGTH);
    await rawRequest(house.url, [
      `GET /oauth/authorize${query} HTTP/1.1`,
      "Host: 127.0.0.1",
      "Connection: close",
      "",
      "",
    ]);
  };
  expect(await slowerThan(benignString(HEADER_LENGTH), some(EVIL_HEADERS), work)).toEqual([]);
});

const TOKEN = [
  ..."grant_type client_id code code_verifier redirect_uri refresh_token resource scope assertion".split(" "),
];

test.each(TOKEN)("31: %s of a token request stands every text", async (name) => {
  const base = { grant_type: "authorization_code", client_id: "house-client", code: "x", code_verifier: "x" };
  const work = (text: string) => postToken(house.url, { ...base, [name]: text });
  const texts = some(EVIL);
  // 150 KB are more than this endpoint reads; 40 KB it takes apart.
  expect(await slowerThan(benignString(LENGTH), texts, work)).toEqual([]);
  const shorter = texts.map((text) => text.slice(0, 18_000) + text.slice(-2));
  expect(await slowerThan(benignString(18_000), shorter, work)).toEqual([]);
});

test.each<[string, (text: string) => string]>([
  ["a path", (text) => `/${text}`],
  ["a path below an endpoint", (text) => `/mcp/${text}`],
  ["a path of the sign-in", (text) => `/signin/${text}`],
  ["a path of metadata", (text) => `/.well-known/oauth-protected-resource/${text}`],
  ["the state of a callback", (text) => `/signin/callback?state=${text}`],
  ["the issuer of a callback", (text) => `/signin/callback?state=x&iss=${text}`],
  ["a query", (text) => `/metrics?${text}`],
])("31: %s stands every text", async (_, target) => {
  const work = (text: string) =>
    rawRequest(house.url, [
      `GET ${target(text.replaceAll(" ", "+"))} HTTP/1.1`,
      "Host: 127.0.0.1",
      "Cookie: gatehouse-browser=0123456789012345678901234567890123456789012",
      "Connection: close",
      "",
      "",
    ]);
  expect(await slowerThan(benignString(HEADER_LENGTH), EVIL_HEADERS, work)).toEqual([]);
});
