import { CONTACT_COUNT, fastEntries, ROW_COUNT } from "../fast-system.ts";
import { type HttpReply, messageIn } from "./http-reply.ts";

export type WorkloadName =
  | "call"
  | "rows50k"
  | "withheld50k"
  | "list"
  | "churn"
  | "netsuite"
  | "write"
  | "approval";
type Era = "modern" | "legacy";

/** What one caller asks and how it knows an answer for the right one. `id` always has eight digits. */
export type Workload = {
  method: string;
  /** The tool, for the header that repeats it. */
  tool?: string;
  eras: readonly Era[];
  params(id: number): Record<string, unknown>;
  /** Whether every call opens a connection of its own. */
  isChurn?: boolean;
  /** For one caller, since what it compares with belongs to that caller. */
  checker(isMasked: boolean): Check;
};

/** Gives what is wrong with a reply, or undefined. May throw where it cannot be read at all. */
type Check = (reply: HttpReply, id: number) => string | undefined;

type Result = Record<string, unknown> & { structuredContent?: Record<string, unknown> };

/** 93 characters, so that the call is one of 200 bytes in the older era; different in every call. */
const textFor = (id: number) => `${id} ${"and so on ".repeat(9)}`.slice(0, 93);

/** Reads every answer in full. For small ones. */
const inFull =
  (wrongIn: (result: Result, id: number) => string | undefined) => () => (reply: HttpReply, id: number) =>
    wrongWith(reply, id) ?? wrongIn(messageIn(reply).result as Result, id);

/**
 * Reads the first answer in full and compares all others with it, byte by byte but for the id: as strict, and far
 * cheaper than parsing 50 KB again and again beside what is measured.
 */
const likeTheFirst =
  (wrongIn: (result: Result, isMasked: boolean) => string | undefined) => (isMasked: boolean) => {
    let first: { body: Buffer; idAt: number } | undefined;
    return (reply: HttpReply, id: number) => {
      const { body } = reply;
      if (first === undefined) {
        const wrong = wrongWith(reply, id) ?? wrongIn(messageIn(reply).result as Result, isMasked);
        if (wrong === undefined) first = { body: Buffer.from(body), idAt: body.indexOf(`"id":${id}`) + 5 };
        return wrong;
      }
      const { idAt } = first;
      if (reply.status !== 200) return `status ${reply.status}`;
      if (body.toString("latin1", idAt, idAt + 8) !== String(id)) return "another id";
      const isEqual =
        body.length === first.body.length &&
        body.compare(first.body, 0, idAt, 0, idAt) === 0 &&
        body.compare(first.body, idAt + 8, undefined, idAt + 8) === 0;
      return isEqual ? undefined : "not the answer the caller got before";
    };
  };

function wrongWith(reply: HttpReply, id: number): string | undefined {
  if (reply.status !== 200) return `status ${reply.status}: ${reply.body.toString().slice(0, 200)}`;
  const message = messageIn(reply);
  if (message.id !== id) return `id ${String(message.id)}, not ${id}`;
  const result = message.result as Result | undefined;
  if (result === undefined || result.isError === true) return JSON.stringify(message).slice(0, 300);
  return undefined;
}

/** `shown` is how many contacts there must be, in the rows and in the text that repeats them. */
function wrongRows({ structuredContent, content }: Result, shown: number): string | undefined {
  const items = structuredContent?.items as { contact?: string }[] | undefined;
  if (items?.length !== ROW_COUNT) return "not all rows";
  const found = items.filter(({ contact }) => contact !== undefined).length;
  const said = JSON.stringify(content).split("@halden.example").length - 1;
  return found === shown && said === shown
    ? undefined
    : `${found} contacts and ${said} in the text, not ${shown}`;
}

/** Straight from the server the contacts are there; what the gateway lets through must hold none, and say so. */
function wrongContacts(result: Result, isMasked: boolean): string | undefined {
  const isTold = Array.isArray(result.structuredContent?.withheld);
  return (
    wrongRows(result, isMasked ? 0 : CONTACT_COUNT) ??
    (isTold === isMasked ? undefined : "masked without a word")
  );
}

export const workloads: Record<WorkloadName, Workload> = {
  call: {
    method: "tools/call",
    tool: "fast_echo",
    eras: ["modern", "legacy"],
    params: (id) => ({ name: "fast_echo", arguments: { text: textFor(id) } }),
    checker: inFull(({ structuredContent }, id) =>
      structuredContent?.text === textFor(id) ? undefined : "another text",
    ),
  },
  rows50k: {
    method: "tools/call",
    tool: "fast_list_rows",
    eras: ["modern", "legacy"],
    params: (id) => ({ name: "fast_list_rows", arguments: { page: id } }),
    checker: likeTheFirst((result) => wrongRows(result, 0)),
  },
  withheld50k: {
    method: "tools/call",
    tool: "fast_list_contacts",
    eras: ["modern", "legacy"],
    params: (id) => ({ name: "fast_list_contacts", arguments: { page: id } }),
    checker: likeTheFirst(wrongContacts),
  },
  list: {
    method: "tools/list",
    eras: ["modern", "legacy"],
    params: () => ({}),
    checker: likeTheFirst(({ tools }) => {
      const names = (tools as { name: string }[]).map(({ name }) => name);
      return fastEntries.every(({ name }) => names.includes(name)) ? undefined : "not all tools";
    }),
  },
  churn: {
    method: "initialize",
    eras: ["legacy"],
    params: () => ({
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "bench", version: "1" },
    }),
    isChurn: true,
    checker: inFull(({ protocolVersion }) =>
      protocolVersion === "2025-11-25" ? undefined : "another version",
    ),
  },
  write: {
    method: "tools/call",
    tool: "fast_set_text",
    eras: ["modern", "legacy"],
    params: (id) => ({ name: "fast_set_text", arguments: { text: textFor(id) } }),
    checker: inFull(({ structuredContent }, id) =>
      structuredContent?.text === textFor(id) ? undefined : "another text",
    ),
  },
  approval: {
    method: "tools/call",
    tool: "fast_pay",
    eras: ["modern", "legacy"],
    params: (id) => ({ name: "fast_pay", arguments: { text: textFor(id) } }),
    checker: inFull(({ structuredContent }, id) => {
      const request = structuredContent?.gatehouse_request as Record<string, unknown> | undefined;
      const { text } = (request?.after ?? {}) as { text?: string };
      return request?.state === "pending" && text === textFor(id) ? undefined : "no request that waits";
    }),
  },
  netsuite: {
    method: "tools/call",
    tool: "netsuite_search",
    eras: ["modern", "legacy"],
    params: () => ({ name: "netsuite_search", arguments: { query: "concrete", types: ["vendor"] } }),
    checker: inFull(({ structuredContent }) =>
      Array.isArray(structuredContent?.items) && structuredContent.items.length > 0
        ? undefined
        : "nothing found",
    ),
  },
};

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
};

/** Writes requests of one caller, each with its own id and, where the workload has one, its own text. */
export function requestsOf(workload: Workload, caller: number, url: URL, token: string) {
  const { method, tool, eras, params } = workload;
  const era = eras[caller % eras.length];
  const bodyFor = (id: number) => {
    const given = era === "modern" ? { ...params(id), _meta: META } : params(id);
    return JSON.stringify({ jsonrpc: "2.0", id, method, params: given });
  };
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    `host: ${url.host}`,
    `authorization: Bearer ${token}`,
    "content-type: application/json",
    "accept: application/json, text/event-stream",
    ...(method === "initialize"
      ? []
      : [
          `mcp-protocol-version: ${era === "modern" ? META["io.modelcontextprotocol/protocolVersion"] : "2025-11-25"}`,
        ]),
    ...(era === "modern" ? [`mcp-method: ${method}`, ...(tool ? [`mcp-name: ${tool}`] : [])] : []),
    `content-length: ${bodyFor(10_000_000).length}`,
  ].join("\r\n");
  return (id: number) => `${head}\r\n\r\n${bodyFor(id)}`;
}
