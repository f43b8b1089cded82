import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { isObject, type Message, type Params } from "./message.ts";
import { type Era, LEGACY, META, MODERN } from "./versions.ts";
import { WireError } from "./wire-error.ts";

/** Methods whose `Mcp-Name` header repeats a field of the body (2026-07-28, basic/transports, "Standard headers"). */
const NAMED: Record<string, string> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
};

/**
 * Which era a message belongs to, and which revision it names. The body decides and the headers are only compared with
 * it, so that nobody can be routed one way and served another. Throws WireError where they disagree.
 */
export function classify(message: Message, headers: IncomingHttpHeaders): { era: Era; version: string } {
  const version = single(headers["mcp-protocol-version"]);
  if (message.kind === "answer") return legacy(version);
  const { method, params } = message.kind === "request" ? message.request : message.notification;
  const meta = params?._meta;
  if (isObject(meta) && META.version in meta) return modern(message, method, meta, headers, version);
  if (version === MODERN) {
    if (message.kind === "notification") return { era: "modern", version };
    if (method === "initialize")
      throw mismatch(`initialize belongs to older revisions, the header names ${version}`);
    throw new WireError(
      "invalid_envelope",
      `params._meta must carry ${META.version} and ${META.capabilities}.`,
      {
        data: { missing: isObject(meta) ? [META.version] : ["_meta"] },
      },
    );
  }
  return legacy(version);
}

function modern(
  message: Message,
  method: string,
  meta: Record<string, unknown>,
  headers: IncomingHttpHeaders,
  version: string | undefined,
): { era: Era; version: string } {
  const claimed = meta[META.version];
  if (typeof claimed !== "string") throw envelope(META.version, "must be a protocol version");
  if (message.kind === "request" && !isObject(meta[META.capabilities]))
    throw envelope(
      META.capabilities,
      meta[META.capabilities] === undefined ? "is missing" : "must be an object",
    );
  if (version !== undefined && version !== claimed)
    throw mismatch(`the body names protocol version ${said(claimed)}, the header ${said(version)}`);
  if (claimed !== MODERN) {
    // A legacy revision may not be claimed per request: those begin with initialize.
    throw new WireError("unsupported_version", `Protocol version ${said(claimed)} is not served this way.`, {
      data: { supported: [MODERN], requested: claimed },
    });
  }
  if (message.kind === "request") compareHeaders(method, message.request.params, headers, version);
  return { era: "modern", version: claimed };
}

function compareHeaders(
  method: string,
  params: Params | undefined,
  headers: IncomingHttpHeaders,
  version: string | undefined,
): void {
  if (version === undefined) throw mismatch("the header MCP-Protocol-Version is missing");
  const named = single(headers["mcp-method"]);
  if (named === undefined) throw mismatch("the header Mcp-Method is missing");
  if (named !== method) throw mismatch(`the body names method ${said(method)}, the header ${said(named)}`);
  const field = Object.hasOwn(NAMED, method) ? NAMED[method] : undefined;
  if (field === undefined) return;
  const value = params?.[field];
  if (typeof value !== "string") return;
  const header = single(headers["mcp-name"]);
  if (header === undefined) throw mismatch("the header Mcp-Name is missing");
  if (decoded(header) !== value) throw mismatch(`the header Mcp-Name is not the body's params.${field}`);
}

function legacy(version: string | undefined): { era: Era; version: string } {
  if (version === undefined) return { era: "legacy", version: "2025-03-26" }; // 2025-06-18, transports: the default.
  if ((LEGACY as readonly string[]).includes(version)) return { era: "legacy", version };
  throw new WireError("unsupported_version", `Protocol version ${said(version)} is not supported.`, {
    data: { supported: [MODERN, ...LEGACY], requested: version },
  });
}

const SENTINEL = /^=\?base64\?((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)\?=$/;

/** A header value outside visible ASCII travels as `=?base64?…?=`; undefined where that is broken. */
function decoded(value: string): string | undefined {
  if (!value.startsWith("=?base64?")) return value;
  const base64 = SENTINEL.exec(value)?.[1];
  if (base64 === undefined) return undefined;
  const bytes = Buffer.from(base64, "base64");
  // Bytes that are no text would all decode to the same sign, and then match a body that carries it.
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}

const single = (value: string | string[] | undefined): string | undefined =>
  (Array.isArray(value) ? value.join(",") : value)?.trim();

const mismatch = (what: string) => new WireError("header_mismatch", `Headers and body disagree: ${what}.`);
const envelope = (key: string, problem: string) =>
  new WireError("invalid_envelope", `params._meta is not valid: ${key} ${problem}.`, {
    data: { key, problem },
  });
/** Caller text in an answer stays short, so that a long name cannot be echoed at length. */
const said = (text: string) => JSON.stringify(text.slice(0, 64));
