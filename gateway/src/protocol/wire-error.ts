/**
 * How the protocol itself refuses: the HTTP status and the JSON-RPC error that go together (2026-07-28, basic/transports,
 * "Error responses", and basic/index, "Error codes"). What a tool refuses is a result instead: see ToolError.
 */
export const WIRE_ERRORS = {
  parse_error: { status: 400, code: -32700 },
  invalid_request: { status: 400, code: -32600 },
  body_too_large: { status: 413, code: -32600 },
  unsupported_media: { status: 415, code: -32600 },
  method_not_allowed: { status: 405, code: -32600 },
  invalid_params: { status: 200, code: -32602 },
  invalid_envelope: { status: 400, code: -32602 },
  header_mismatch: { status: 400, code: -32020 },
  missing_capability: { status: 400, code: -32021 },
  unsupported_version: { status: 400, code: -32022 },
  unknown_method: { status: 404, code: -32601 },
  unauthenticated: { status: 401, code: -32600 },
  insufficient_scope: { status: 403, code: -32600 },
  foreign_origin: { status: 403, code: -32600 },
  /** Our own code, outside the ranges JSON-RPC and MCP reserve: for requests that have no tool result to answer with. */
  rate_limited: { status: 429, code: 1429 },
  unavailable: { status: 503, code: -32603 },
  internal: { status: 500, code: -32603 },
} as const satisfies Record<string, { status: number; code: number }>;

export type WireErrorName = keyof typeof WIRE_ERRORS;

type Details = { data?: unknown; headers?: Record<string, string>; cause?: unknown };

export class WireError extends Error {
  override name = "WireError";
  readonly kind: WireErrorName;
  readonly data: unknown;
  readonly headers: Record<string, string>;

  constructor(kind: WireErrorName, message: string, { data, headers = {}, cause }: Details = {}) {
    super(message, { cause });
    this.kind = kind;
    this.data = data;
    this.headers = headers;
  }
}
