import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { CatalogEntry } from "@gatehouse/tool";
import type { Call, Exchange, Identity } from "../exchange.ts";
import type { Rights } from "../rules/rights.ts";
import { argumentChecks } from "../systems/arguments.ts";
import type { KnownTool } from "../systems/known-tool.ts";

/** A request as Node hands it over, with nothing learned yet. */
export function exchangeWith(headers: Record<string, string> = {}, more: Partial<Exchange> = {}): Exchange {
  const request = new IncomingMessage(new Socket());
  request.method = "POST";
  request.headers = { host: "gate.example", "content-type": "application/json", ...headers };
  const endpoint = {
    path: "/mcp",
    resource: "https://gate.example/mcp",
    metadataUrl: "https://gate.example/.well-known/oauth-protected-resource/mcp",
    systems: ["s"],
  };
  const response = new ServerResponse(request);
  return { endpoint, request, response, startedAt: 0, requestId: "r", ...more };
}

export const rights = (more: Partial<Rights> = {}): Rights => ({
  policyVersion: "v",
  roles: ["reader"],
  grants: new Map([["s_get", ["reader"]]]),
  rules: new Map(),
  mayEverWrite: false,
  sees: new Set(),
  phases: new Map([["s", 1]]),
  raised: new Map(),
  confirm: new Set(),
  limits: { perMinute: 100, systems: {}, tools: {} },
  decided: new Map(),
  withholders: new Map(),
  lists: new Map(),
  ...more,
});

export const identity = (more: Partial<Identity> = {}): Identity => ({
  id: "00000000-0000-4000-8000-000000000001",
  email: "a@halden.example",
  name: "A",
  roles: ["reader"],
  clientId: "client",
  grantId: "grant",
  tokenId: "token",
  scopes: ["mcp:read"],
  authTime: undefined,
  rights: rights(),
  ...more,
});

export const call = (
  method: string,
  params: Record<string, unknown> = {},
  more: Partial<Call> = {},
): Call => ({
  era: "modern",
  version: "2026-07-28",
  id: 1,
  method,
  params,
  ...more,
});

const check = argumentChecks();

export function tool(more: Partial<CatalogEntry> = {}, system: string | undefined = "s"): KnownTool {
  const entry = {
    name: "s_get",
    title: "Get",
    description: "Gets.",
    phase: 1,
    risk: "read",
    annotations: {
      title: "Get",
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    },
    inputSchema: { type: "object", properties: { id: { type: "string" } }, additionalProperties: false },
    outputSchema: { type: "object" },
    labels: { input: {}, output: {} },
    example: {},
    ...more,
  } as CatalogEntry;
  return { entry, system, definitionHash: "hash", fits: check(entry.inputSchema), mirrored: [] };
}
