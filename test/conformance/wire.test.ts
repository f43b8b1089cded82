import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answered, callTool, legacy, MODERN, modern, post } from "../support/mcp.ts";
import { FIXTURE_INFO } from "./fixture-server.ts";
import { openWireHouse, type WireHouse } from "./wire-house.ts";

const VERSION = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
const envelope = { [VERSION]: MODERN, [CAPABILITIES]: {} };
const standard = {
  "mcp-protocol-version": MODERN,
  "mcp-method": "tools/call",
  "mcp-name": "fast_echo",
};
const echo = { name: "fast_echo", arguments: { text: "hello" } };

let wire: WireHouse;
beforeAll(async () => {
  wire = await openWireHouse();
});
afterAll(() => wire?.stop());

/** A call of the modern era with everything right but what is given; `undefined` leaves a header out. */
function call(params: object, headers: Record<string, string | undefined> = {}): Promise<Answered> {
  const authorization = `Bearer ${wire.tokens.all}`;
  const all = Object.entries({ authorization, ...standard, ...headers });
  const sent = all.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return post(
    wire.urls.all,
    { jsonrpc: "2.0", id: "mine", method: "tools/call", params },
    Object.fromEntries(sent),
  );
}

const answer = ({ status, body }: Answered) => ({ status, code: body?.error?.code, id: body?.id });

describe("an envelope", () => {
  const refused = { status: 400, code: -32602, id: "mine" };
  test.each([
    ["missing altogether", {}],
    ["without a version", { _meta: { [CAPABILITIES]: {} } }],
    ["without capabilities", { _meta: { [VERSION]: MODERN } }],
    ["with capabilities that are none", { _meta: { ...envelope, [CAPABILITIES]: [] } }],
    ["with a version that is none", { _meta: { ...envelope, [VERSION]: 20260728 } }],
  ])("%s is refused under the request's own id", async (_, meta) => {
    expect(answer(await call({ ...echo, ...meta }))).toEqual(refused);
  });

  test("without a name for the client is served", async () => {
    expect((await call({ ...echo, _meta: envelope })).body?.result.structuredContent).toEqual({
      text: "hello",
    });
  });
});

describe("a header", () => {
  test.each([
    ["that names another revision", { "mcp-protocol-version": "2025-11-25" }],
    ["that names another method", { "mcp-method": "tools/list" }],
    ["that names another tool", { "mcp-name": "fast_list_rows" }],
    ["that names the tool in broken code", { "mcp-name": "=?base64?ZmFzdF9lY2hv!?=" }],
    ["for the revision that is missing", { "mcp-protocol-version": undefined }],
    ["for the method that is missing", { "mcp-method": undefined }],
    ["for the tool that is missing", { "mcp-name": undefined }],
  ])("%s is refused", async (_, headers) => {
    const refused = await call({ ...echo, _meta: envelope }, headers);
    expect(answer(refused)).toEqual({ status: 400, code: -32020, id: "mine" });
  });

  test("in code for the same name is served", async () => {
    const coded = `=?base64?${Buffer.from("fast_echo").toString("base64")}?=`;
    expect((await call({ ...echo, _meta: envelope }, { "mcp-name": coded })).status).toBe(200);
  });
});

describe("a revision that nobody serves", () => {
  test("is refused with those that are, in the modern era", async () => {
    const meta = { ...envelope, [VERSION]: "v999" };
    const refused = await call({ ...echo, _meta: meta }, { "mcp-protocol-version": "v999" });
    expect(answer(refused)).toEqual({ status: 400, code: -32022, id: "mine" });
    expect(refused.body?.error?.data).toEqual({ supported: [MODERN], requested: "v999" });
  });

  test("is refused with those that are, in the legacy era", async () => {
    const refused = await call(echo, { "mcp-protocol-version": "2019-01-01" });
    expect(answer(refused)).toEqual({ status: 400, code: -32022, id: "mine" });
    expect(refused.body?.error?.data).toMatchObject({ requested: "2019-01-01" });
  });
});

describe("a method", () => {
  test.each(["no/such-method", "constructor", "tasks/get"])(
    "%s is unknown: 404, or 200 to the legacy era",
    async (method) => {
      const at = [wire.urls.all, wire.tokens.all] as const;
      expect(answer(await modern(...at, method))).toEqual({ status: 404, code: -32601, id: 1 });
      expect(answer(await legacy(...at, method))).toEqual({ status: 200, code: -32601, id: 1 });
    },
  );

  test.each(["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe"])(
    "%s was removed, and is unknown to the modern era",
    async (method) => {
      for (const [url, token] of [
        [wire.urls.all, wire.tokens.all],
        [wire.urls.fixture, wire.tokens.fixture],
      ] as const)
        expect(answer(await modern(url, token, method))).toEqual({ status: 404, code: -32601, id: 1 });
    },
  );

  test("server/discover is unknown to the legacy era", async () => {
    const refused = await legacy(wire.urls.all, wire.tokens.all, "server/discover");
    expect(answer(refused)).toEqual({ status: 200, code: -32601, id: 1 });
  });
});

describe("what is not there", () => {
  const absent = { status: 200, code: -32602, id: 1 };

  test.each([
    ["modern", modern],
    ["legacy", legacy],
  ])(
    "a tool that does not exist and one never granted are refused in the same words, %s",
    async (_, speak) => {
      const params = (name: string) => ({ name, arguments: {} });
      const [unknown, hidden] = await Promise.all(
        ["fast_list_row", "fast_list_rows"].map((name) =>
          speak(wire.urls.all, wire.tokens.all, "tools/call", params(name)),
        ),
      );
      expect(answer(unknown as Answered)).toEqual(absent);
      expect(hidden?.text).toBe(unknown?.text);
      const list = await speak(wire.urls.all, wire.tokens.all, "tools/list");
      expect(list.text).not.toContain("fast_list_rows");
    },
  );

  test.each([
    ["modern", modern],
    ["legacy", legacy],
  ])("a cursor nobody gave out, and a resource nobody has, %s", async (_, speak) => {
    expect(answer(await speak(wire.urls.all, wire.tokens.all, "tools/list", { cursor: "forged" }))).toEqual(
      absent,
    );
    const uri = "test://nothing";
    const refused = await speak(wire.urls.fixture, wire.tokens.fixture, "resources/read", { uri });
    expect(answer(refused)).toEqual(absent);
    expect(refused.body?.error?.data).toEqual({ uri });
    expect(answer(await speak(wire.urls.all, wire.tokens.all, "resources/read", { uri }))).toEqual(absent);
  });

  test("a tool of another endpoint's system", async () => {
    const refused = await callTool(wire.urls.fixture, wire.tokens.fixture, "fast_echo", { text: "hello" });
    expect(answer(refused)).toEqual(absent);
  });
});

describe("behind the gateway", () => {
  const at = () => [wire.urls.fixture, wire.tokens.fixture] as const;
  const tool = "test_input_required_result_request_state";

  test("a state that was changed, or comes from another tool, goes no further", async () => {
    const _meta = { [CAPABILITIES]: { elicitation: {} } };
    const asked = await modern(...at(), "tools/call", { name: tool, arguments: {}, _meta });
    const { requestState } = asked.body?.result ?? {};
    expect(requestState).toMatch(/^gh1\./);
    const retry = (name: string, state: string) => {
      const inputResponses = { confirm: { action: "accept", content: { ok: true } } };
      return modern(...at(), "tools/call", {
        name,
        arguments: {},
        _meta,
        inputResponses,
        requestState: state,
      });
    };
    const refused = { status: 200, code: -32602, id: 1 };
    expect(answer(await retry(tool, `${requestState}A`))).toEqual(refused);
    expect(answer(await retry(tool.replace("request_state", "tampered_state"), requestState))).toEqual(
      refused,
    );
    expect((await retry(tool, requestState)).body?.result.content[0].text).toBe("state-ok");
  });

  test("a question that a legacy client cannot be asked is said in words", async () => {
    const { status, body } = await legacy(...at(), "tools/call", { name: tool, arguments: {} });
    expect(status).toBe(200);
    expect(body?.result).toMatchObject({
      isError: true,
      _meta: { "gatehouse/error": { code: "not_allowed" } },
    });
  });

  test("and for a prompt, as a refusal", async () => {
    const params = { name: "test_input_required_result_prompt" };
    const refused = await legacy(...at(), "prompts/get", params);
    expect(answer(refused)).toEqual({ status: 200, code: -32602, id: 1 });
    expect(refused.body?.error?.message).toContain("your client cannot be asked");
  });

  test("a capability the client lacks is named", async () => {
    const refused = await callTool(...at(), "test_missing_capability");
    expect(answer(refused)).toEqual({ status: 400, code: -32021, id: 1 });
    expect(refused.body?.error?.data).toEqual({ requiredCapabilities: { sampling: {} } });
  });
});

describe("the card", () => {
  const uri = "ui://gatehouse/request";
  const absent = { status: 200, code: -32602, id: 1 };

  test.each([
    ["modern", modern],
    ["legacy", legacy],
  ])(
    "is the gateway's at every endpoint, also where a system has resources of its own, %s",
    async (_, speak) => {
      const at = [
        [wire.urls.all, wire.tokens.all],
        [wire.urls.fixture, wire.tokens.fixture],
      ] as const;
      const read = await Promise.all(at.map((place) => speak(...place, "resources/read", { uri })));
      for (const { body } of read)
        expect(body?.result.contents[0]).toMatchObject({ uri, mimeType: "text/html;profile=mcp-app" });
      expect(read[0]?.body).toEqual(read[1]?.body);
      for (const place of at)
        expect(answer(await speak(...place, "resources/read", { uri: "ui://fixture/page" }))).toEqual(absent);
    },
  );
});

describe("a system", () => {
  const at = () => [wire.urls.fixture, wire.tokens.fixture] as const;

  test("wants a parameter in a header: it gets there without the caller's help", async () => {
    const list = await modern(...at(), "tools/list");
    expect(list.text).toContain("test_x_mcp_header");
    expect(list.text).not.toContain("x-mcp-header");
    const called = await callTool(...at(), "test_x_mcp_header", { region: "Zürich", query: "weather" });
    expect(called.body?.result.content[0].text).toBe("weather in Zürich");
  });

  test("never names its own server", async () => {
    const named = await modern(...at(), "server/discover");
    expect(named.body?.result._meta).toMatchObject({
      "io.modelcontextprotocol/serverInfo": { name: "gatehouse" },
    });
    const said = await Promise.all([
      legacy(...at(), "initialize", { protocolVersion: "2025-11-25", capabilities: {} }),
      modern(...at(), "tools/list"),
      callTool(...at(), "test_simple_text"),
      callTool(...at(), "test_tool_with_progress", {}),
      legacy(...at(), "tools/call", { name: "test_simple_text", arguments: {} }),
      modern(...at(), "prompts/list"),
      modern(...at(), "prompts/get", { name: "test_simple_prompt" }),
      modern(...at(), "resources/list"),
      modern(...at(), "resources/templates/list"),
      modern(...at(), "resources/read", { uri: "test://static-text" }),
      modern(...at(), "resources/read", { uri: "test://nothing" }),
    ]);
    for (const { status, text } of [named, ...said]) {
      expect(status).toBe(200);
      expect(text).not.toContain(FIXTURE_INFO.name);
      expect(text).not.toContain(FIXTURE_INFO.version);
    }
  });
});
