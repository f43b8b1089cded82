import { type Caller, ToolError } from "@gatehouse/tool";
import {
  accountLimits,
  answersOf,
  createHttp,
  type TokenSource,
  type UpstreamAnswer,
  type UpstreamRequest,
} from "@gatehouse/upstream";
import { classify, WAY_ON } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import { personWindows } from "./person-window.ts";
import { withoutAddresses } from "./scrub.ts";
import { system } from "./system.ts";
import { type Fields, fields, textOf } from "./values.ts";

/** One question to Graph. */
export type Ask = {
  /** Segments below the version, each encoded by itself. */
  path: readonly string[];
  query?: NonNullable<UpstreamRequest["query"]>;
  headers?: Record<string, string>;
  /** What Microsoft counts for it: 1 a single object or a download, 2 a list, 5 anything on permissions (reference, section 8). */
  units: 1 | 2 | 5;
  signal: AbortSignal;
};

/** Rows of a collection. `isCut`: there are more, and nobody looked at them. `last` is the last page as it came. */
export type Walked = { items: Fields[]; isCut: boolean; last: Fields };

export type Calls = ReturnType<ReturnType<typeof createCalls>["callsOf"]>;

/** Refuses what a caller may not ask for, before it is sent. */
type Check = (path: readonly string[], signal: AbortSignal) => Promise<void>;

type Options = {
  origin: string;
  tokens: TokenSource;
  unitsPerMinute: number;
  timeoutMs?: number | undefined;
  backoffMs?: readonly number[] | undefined;
};

const VERSION = "v1.0";
/** How Microsoft asks applications to name themselves; unnamed ones are throttled first (reference, section 3). */
const USER_AGENT = "NONISV|Gatehouse|Gatehouse/1.0";

/** All traffic to Graph: one allowance in resource units for the application, one in requests for each person. */
export function createCalls({ origin, tokens, unitsPerMinute, timeoutMs, backoffMs }: Options) {
  const { concurrency, perPerson, writeReserve, queueMs, unitsReserve, deadlineMs } = LIMITS;
  const limits = accountLimits({
    title: system.title,
    concurrency,
    perPerson,
    writeReserve,
    queueMs,
    reservoir: { units: Math.max(1, unitsPerMinute - unitsReserve), refreshMs: 60_000 },
  });
  const http = createHttp({
    title: system.title,
    origin,
    tokens,
    limits,
    classify,
    observe: (answer) => limits.pause(pauseMs(answer)),
    traceHeaders: ["request-id", "client-request-id"],
    deadlineMs,
    backoffMs: backoffMs ?? LIMITS.backoffMs,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const countRequest = personWindows({ requests: LIMITS.personRequests, windowMs: LIMITS.personWindowMs });

  const senderFor =
    (caller: Caller, check: Check): Send =>
    async ({ path, units, headers, ...rest }) => {
      await check(path, rest.signal);
      countRequest(caller.id);
      const request: UpstreamRequest = {
        ...rest,
        // Search and the labels of a file are reads that travel by POST.
        method: rest.body === undefined ? "GET" : "POST",
        path: [VERSION, ...path],
        headers: { "user-agent": USER_AGENT, ...headers },
        caller,
        risk: "read",
        weight: units,
      };
      return http.request(request).catch((error: unknown) => {
        throw withWayOn(withoutAddresses(error));
      });
    };

  return {
    identity: http.identity,
    allowance: limits.left,
    callsOf: (caller: Caller, check: Check = async () => {}) => ({
      caller,
      identity: http.identity,
      ...readsBy(senderFor(caller, check), origin),
    }),
  };
}

type Send = (ask: Ask & Pick<UpstreamRequest, "body" | "expected">) => Promise<UpstreamAnswer>;

function readsBy(send: Send, origin: string) {
  const get = async (ask: Ask & { body?: unknown }): Promise<Fields> => {
    const { body } = await send(ask);
    return object(body);
  };

  /** A link that Graph gave, as a question: unchanged in what it says, and only where it leads to Graph itself. */
  const follow = (
    link: string,
    { headers, units, signal }: Pick<Ask, "headers" | "units" | "signal">,
  ): Ask => {
    const url = URL.canParse(link) ? new URL(link) : undefined;
    const [version, ...path] = (url?.pathname ?? "").split("/").slice(1).map(decoded);
    if (url?.origin !== new URL(origin).origin || version !== VERSION) throw unusable();
    return { path, query: Object.fromEntries(url.searchParams), ...(headers && { headers }), units, signal };
  };

  /**
   * The rows of a collection that `keep` lets through, page by page until there are `wanted` of them. An empty page may have
   * a next one; only the absence of its link ends a collection (reference, 6.1).
   */
  async function walk(
    ask: Ask,
    wanted: number,
    keep: (row: Fields) => boolean = () => true,
  ): Promise<Walked> {
    const items: Fields[] = [];
    let next: Ask | undefined = ask;
    let last: Fields = {};
    for (let pages = 0; next !== undefined && pages < LIMITS.pagesMax; pages++) {
      last = await get(next);
      if (!Array.isArray(last.value)) throw unusable();
      items.push(...last.value.map(fields).filter(keep));
      const link = textOf(last["@odata.nextLink"]);
      next = link === undefined ? undefined : follow(link, ask);
      if (items.length >= wanted) return { items, isCut: false, last };
    }
    return { items, isCut: next !== undefined, last };
  }

  return {
    get,
    walk,
    follow,
    /** Where a file lies for the moment. Whoever has this address has the file: it goes to the download and nowhere else. */
    async redirectOf(ask: Ask): Promise<string> {
      const { headers } = await send({ ...ask, expected: [302] });
      if (headers.location) return headers.location;
      throw unusable();
    },
  };
}

/**
 * How long to send nothing: as Retry-After says after a refusal, and to the end of the minute where the `RateLimit`
 * headers, which appear from 80 % of the application's quota on, leave nothing for the dearest call (reference, section 8).
 */
export function pauseMs({ status, headers }: { status: number; headers: Record<string, string> }): number {
  const refused = status === 429 || status === 503 ? seconds(headers["retry-after"]) : 0;
  const left = headers["ratelimit-remaining"];
  const spent =
    left !== undefined && seconds(left) < LIMITS.unitsDearest ? seconds(headers["ratelimit-reset"]) : 0;
  return Math.min(Math.max(refused, spent), LIMITS.pauseSecondsMax) * 1_000;
}

const seconds = (text: string | undefined): number => (/^\d{1,9}$/.test(text ?? "") ? Number(text) : 0);

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw unusable();
  }
}

function withWayOn(error: unknown): unknown {
  if (!(error instanceof ToolError) || error.code !== "not_found") return error;
  const { code, message, cause } = error;
  return new ToolError(code, message, { cause, next: WAY_ON });
}

const { object, unusable } = answersOf(system.title);

export { unusable };
