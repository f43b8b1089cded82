import { classifyInboundRequest, createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { expect, test } from "vitest";
// @boundaries-ignore the hot path's own reading of a request is compared with the SDK's, below any interface
import { classify } from "../../gateway/src/protocol/classify.ts";
// @boundaries-ignore as above
import { readMessage } from "../../gateway/src/protocol/message.ts";
// @boundaries-ignore as above
import { WIRE_ERRORS, WireError } from "../../gateway/src/protocol/wire-error.ts";
import { type Case, cases } from "./cases.ts";
import { differences } from "./differences.ts";

/** `modern`, `legacy`, or the HTTP status and JSON-RPC code of a refusal. */
function ours({ headers, body }: Case): string {
  const refusal = (kind: keyof typeof WIRE_ERRORS) => `${WIRE_ERRORS[kind].status} ${WIRE_ERRORS[kind].code}`;
  const message = readMessage(body);
  if (message === undefined) return refusal("invalid_request");
  try {
    return classify(message, headers).era;
  } catch (error) {
    if (error instanceof WireError) return refusal(error.kind);
    throw error;
  }
}

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "reference", version: "1" });
  server.registerTool("echo", {}, () => ({ content: [] }));
  return server;
});

/** The SDK's classifier does not see headers that are missing: its handler refuses those, with codes of its own. */
const REFUSED_BEHIND = new Set([-32020, -32022]);

async function theirs({ headers, body }: Case): Promise<string> {
  const route = classifyInboundRequest({
    httpMethod: "POST",
    body,
    ...(headers["mcp-protocol-version"] !== undefined && {
      protocolVersionHeader: headers["mcp-protocol-version"],
    }),
    ...(headers["mcp-method"] !== undefined && { mcpMethodHeader: headers["mcp-method"] }),
    ...(headers["mcp-name"] !== undefined && { mcpNameHeader: headers["mcp-name"] }),
  });
  if (route.kind === "reject") return `${route.httpStatus} ${route.code}`;
  if (route.kind === "legacy") return "legacy";
  const request = new Request("http://127.0.0.1/mcp", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const response = await handler.fetch(request);
  const text = await response.text();
  const code = text.startsWith("{") ? JSON.parse(text).error?.code : undefined;
  return REFUSED_BEHIND.has(code) ? `${response.status} ${code}` : "modern";
}

test("every request is routed or refused as the SDK does, except where we mean to differ", async () => {
  const unexplained: unknown[] = [];
  const explained = new Map(differences.map(({ reason }) => [reason, 0]));
  for (const one of cases) {
    const answers = { ours: ours(one), theirs: await theirs(one) };
    if (answers.ours === answers.theirs) continue;
    const why = differences.find(({ covers }) => covers(one, answers));
    if (why === undefined) unexplained.push({ ...one, ...answers });
    else explained.set(why.reason, (explained.get(why.reason) ?? 0) + 1);
  }
  expect(cases.length).toBeGreaterThan(300);
  expect(unexplained).toEqual([]);
  expect([...explained].filter(([, count]) => count === 0)).toEqual([]);
});
