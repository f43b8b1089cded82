import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "@gatehouse/tool";
import type { ChangeRequest } from "./changes/change-request.ts";
import type { Params, RequestId } from "./protocol/message.ts";
import type { Era } from "./protocol/versions.ts";
import type { Excess } from "./rate-limiter.ts";
import type { Decision } from "./rules/decide.ts";
import type { Rights } from "./rules/rights.ts";
import type { KnownTool } from "./systems/known-tool.ts";

/** One MCP URL: a protected resource of its own, showing every system or one. */
export type Endpoint = {
  /** As in the URL: `/mcp` or `/mcp/<system>`. */
  path: string;
  /** What access tokens for it name as audience (RFC 8707). */
  resource: string;
  /** Where its protected-resource metadata stands (RFC 9728, section 3.1). */
  metadataUrl: string;
  /** Ids of the systems it shows. */
  systems: readonly string[];
};

/** What a checked token and the directory of people say about who is calling. */
export type Identity = Caller & {
  name: string;
  clientId: string;
  grantId: string;
  tokenId: string;
  scopes: readonly string[];
  /** Seconds since 1970 when the person last signed in at the company's identity provider. */
  authTime: number | undefined;
  rights: Rights;
};

/** What a request asks for, read once from its body. */
export type Call = { era: Era; version: string; id: RequestId; method: string; params: Params };

/** Where a request came from, for the record only: nothing is decided by it. */
export type Origin = { at: Date; address: string; userAgent: string; trace: string | undefined };

/**
 * A JSON-RPC result on its way to the caller. `raw` is the whole message as the system sent it, in pieces, `serialised` the
 * result as text; whoever changes `result` drops both. `bytes` is what came from the system, notices included, and stays.
 */
export type Answer = {
  result: Record<string, unknown>;
  raw?: readonly Buffer[] | undefined;
  serialised?: string | Buffer | undefined;
  bytes?: number | undefined;
};

/**
 * Everything that is known about one request, in the order the steps learn it. A step reads what earlier ones wrote and
 * writes its own part; nothing else travels between steps.
 */
export type Exchange = {
  readonly endpoint: Endpoint;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAt: number;
  requestId: string; //          nameRequest
  origin?: Origin; //            openAudit
  identity?: Identity; //        authenticate
  excess?: Excess | undefined; // countRequest, where the person's own limit is used up
  messageId?: RequestId; //      readCall, before the rest can be wrong: a refusal answers it
  call?: Call; //                readCall; stays undefined for notifications, which are only acknowledged
  tool?: KnownTool; //           readCall, where tools/call names one that this endpoint shows
  relay?: string; //             authorize, where this one system answers all that is no tool call
  decision?: Decision; //        authorize, for tools/call
  /** What the caller asked to have changed, where this is a write. */
  change?: ChangeRequest; //     requireApproval or forward
  /** True once a write's intent is durable: however it ends from here, that is its outcome. */
  isIntended?: boolean; //       forward
  /** True where the answer is the gateway's own words on a request, not the system's. */
  isOwnAnswer?: boolean; //      requireApproval or forward
  /** The row that stands before the first notice leaves. */
  noticed?: Promise<void>; //    forward
  answer?: Answer; //            answerHere or forward
  /** How many labelled places were emptied. */
  withheld?: number; //          mask
  /** Whatever a step threw. */
  refusal?: unknown;
};

/**
 * What is needed of an exchange to ask a system something and to have it on record. Without `response` nobody waits: then the
 * gateway does by itself what somebody asked for earlier.
 */
export type Undertaking = Pick<
  Exchange,
  | "requestId"
  | "origin"
  | "startedAt"
  | "identity"
  | "call"
  | "tool"
  | "relay"
  | "decision"
  | "change"
  | "isIntended"
  | "isOwnAnswer"
  | "noticed"
  | "answer"
  | "withheld"
> & {
  readonly response?: ServerResponse;
  /** Ids of those who approved it. */
  readonly approvers?: readonly string[];
};

/** A step knows one rule. It refuses by throwing a WireError or a ToolError; then only the ending still runs. */
export type Step = (exchange: Exchange) => void | Promise<void>;
