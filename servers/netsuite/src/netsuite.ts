import { type Caller, toolFor } from "@gatehouse/tool";
import {
  accountLimits,
  answersOf,
  createHttp,
  remember,
  type Slice,
  slicePages,
  type TokenSource,
  type UpstreamAnswer,
  type UpstreamRequest,
} from "@gatehouse/upstream";
import { classify } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import { createPeople, type Employee } from "./people.ts";
import { bound, customColumn, inlined, type Sql, sql } from "./suiteql.ts";
import { system } from "./system.ts";
import type { Row } from "./values.ts";

export type NetSuiteOptions = {
  /** `https://<account>.suitetalk.api.netsuite.com`, or a simulator. */
  origin: string;
  /** Account id as NetSuite shows it, such as `1234567_SB1`; links to records are made from it. */
  account: string;
  tokens: TokenSource;
  /** The person's own, for the steps of a change, where `tokens` is one service identity that reads for everybody. */
  stepTokens?: TokenSource;
  /** Gatehouse roles that may ask for everybody's records (`scope: all`). */
  allScopeRoles?: readonly string[];
  /** False for accounts before 2026.2, whose SuiteQL takes no `?`. */
  hasBoundParameters?: boolean;
  /** Custom fields of this deployment. What is not named is not read. */
  customFields?: { insuranceExpiry?: string; costCode?: string };
  concurrency?: number;
  /** The day for "late" and "overdue"; the real one unless given. */
  now?: () => Date;
  timeoutMs?: number;
  backoffMs?: readonly number[];
};

export type Selection<Column extends string> = { rows: Row<Column>[]; hasMore: boolean; total: number };

/** NetSuite record types our tools write, as the record service's paths name them. */
export type RecordType =
  | "purchaseOrder"
  | "vendorBill"
  | "expenseReport"
  | "timeBill"
  | "vendor"
  | "customer"
  | "contact";

/** A record of the record service, as it came: only what a tool picks out of it may leave the server. */
export type Fields = Record<string, unknown>;

export type NetSuite = ReturnType<ReturnType<typeof createNetSuite>>;
export const defineTool = toolFor<NetSuite>();

const RECORDS = ["services", "rest", "record", "v1"];
const QUERY = ["services", "rest", "query", "v1", "suiteql"];
const BASE_CURRENCY = sql`SELECT c.symbol FROM currency c WHERE c.isbasecurrency = 'T' ORDER BY c.id`;

/**
 * One NetSuite account; the only file that knows its URLs. The function it returns gives the API of one caller. Lists come
 * from SuiteQL alone, for which a role needs no more than the right to view: the record service opens every record in edit
 * mode and is left to the writes.
 */
export function createNetSuite(options: NetSuiteOptions) {
  const {
    allScopeRoles = [],
    hasBoundParameters = true,
    customFields = {},
    now = () => new Date(),
  } = options;
  const http = httpFor(options);
  const people = createPeople();
  const catalogs = remember<unknown>();
  const currencies = remember<string | undefined>();
  const custom = {
    insuranceExpiry: customFields.insuranceExpiry ? customColumn(customFields.insuranceExpiry) : undefined,
    costCode: customFields.costCode ? customColumn(customFields.costCode) : undefined,
  };

  const apiFor = (caller: Caller) => {
    const send: Send = (request) => http.request({ ...request, caller });
    const { select, rows } = queries(send, hasBoundParameters);
    const identity = http.identityOf(caller);
    return {
      caller,
      /** Under whose rights NetSuite answers this call. */
      identity,
      custom,
      mayAskForAll: caller.roles.some((role) => allScopeRoles.includes(role)),
      /** Today as `YYYY-MM-DD`. */
      today: () => now().toISOString().slice(0, 10),
      select,
      rows,
      /** Who the caller is in NetSuite; `not_allowed` unless exactly one active employee has their e-mail. */
      me: (signal: AbortSignal): Promise<Employee> => people.employeeOf({ caller, identity }, rows, signal),
      /** Ids of that employee and of everybody below them. */
      team: (employeeId: string, signal: AbortSignal) =>
        people.teamOf(employeeId, { caller, identity }, rows, signal),
      /** The account's base currency; undefined where it cannot be told. */
      baseCurrency: (signal: AbortSignal) =>
        currencies("base", async () => {
          const [base] = await rows<"symbol">(BASE_CURRENCY, signal);
          return base?.symbol;
        }),
      ...records(send, catalogs),
      ...pages(options.account),
    };
  };
  return Object.assign(apiFor, { allowance: http.allowance });
}

function httpFor({
  origin,
  tokens,
  stepTokens,
  concurrency = LIMITS.concurrency,
  timeoutMs,
  backoffMs,
}: NetSuiteOptions) {
  const { perPerson, writeReserve, queueMs } = LIMITS;
  return createHttp({
    title: system.title,
    origin,
    tokens,
    ...(stepTokens && { stepTokens }),
    limits: accountLimits({ title: system.title, concurrency, perPerson, writeReserve, queueMs }),
    classify,
    traceHeaders: ["x-n-operationid", "x-netsuite-jobid"],
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(backoffMs !== undefined && { backoffMs }),
  });
}

type Send = (request: Omit<UpstreamRequest, "caller">) => Promise<UpstreamAnswer>;

function queries(send: Send, hasBoundParameters: boolean) {
  async function page(
    query: Sql,
    offset: number,
    limit: number,
    signal: AbortSignal,
  ): Promise<Slice<Fields>> {
    const { body } = await send({
      method: "POST",
      path: QUERY,
      query: { limit, offset },
      headers: { prefer: "transient" },
      body: hasBoundParameters ? bound(query) : inlined(query),
      risk: "read",
      signal,
    });
    const { items, hasMore, totalResults } = object(body);
    // An answer without rows is no empty list: that would read as "there are none".
    if (!Array.isArray(items)) throw unusable();
    const rows = (items as Fields[]).map(({ links: _, ...row }) => row);
    return { items: rows, hasMore: hasMore === true, total: Number(totalResults ?? 0) };
  }

  /** `limit` rows from `offset` on. NetSuite wants offsets that are multiples of the limit, so it may take two pages. */
  async function select<Column extends string>(
    query: Sql,
    { offset = 0, limit = LIMITS.rowsMax, signal }: { offset?: number; limit?: number; signal: AbortSignal },
  ): Promise<Selection<Column>> {
    // A cursor after a cut answer may stand anywhere, and the next call may ask for another limit.
    const { items, hasMore, total } = await slicePages({ offset, limit }, limit, (at, size) =>
      page(query, at, size, signal),
    );
    return { rows: items as Row<Column>[], hasMore, total: total ?? 0 };
  }

  /** The rows of a query that cannot have more than a thousand. */
  const rows = async <Column extends string>(query: Sql, signal: AbortSignal): Promise<Row<Column>[]> =>
    (await select<Column>(query, { signal })).rows;

  return { select, rows };
}

function records(send: Send, catalogs: ReturnType<typeof remember<unknown>>) {
  return {
    /** One record with its sublists. */
    async read(type: RecordType, id: string, signal: AbortSignal): Promise<Fields> {
      const path = [...RECORDS, type, id];
      const query = { expandSubResources: true };
      const { body } = await send({ method: "GET", path, query, risk: "read", signal });
      return object(body);
    },

    /** Sets the given properties and leaves all others; null clears one. */
    async patch(type: RecordType, id: string, changes: Fields, signal: AbortSignal): Promise<void> {
      await send({
        method: "PATCH",
        path: [...RECORDS, type, id],
        // Without these a misspelt property is dropped in silence (reference, 3.1).
        headers: {
          "x-netsuite-propertynamevalidation": "Error",
          "x-netsuite-propertyvaluevalidation": "Error",
        },
        body: changes,
        risk: "write",
        signal,
      });
    },

    /** A record action, such as `@approve`. */
    async act(
      type: "timeBill",
      id: string,
      action: "approve" | "reject",
      body: Fields,
      signal: AbortSignal,
    ): Promise<void> {
      await send({ method: "POST", path: [...RECORDS, type, id, `@${action}`], body, risk: "write", signal });
    },

    /** JSON Schema of a record type; remembered, because one can be 140 KB. */
    describe: (type: string, signal: AbortSignal): Promise<unknown> =>
      catalogs(type, async () => {
        const path = [...RECORDS, "metadata-catalog", type];
        const headers = { accept: "application/schema+json" };
        return (await send({ method: "GET", path, headers, risk: "read", signal })).body;
      }),
  };
}

/** Addresses of NetSuite's own interface, for people to open [recalled]. */
function pages(account: string) {
  const host = `https://${account.toLowerCase().replaceAll("_", "-")}.app.netsuite.com`;
  return {
    transactionUrl: (id: string) => `${host}/app/accounting/transactions/transaction.nl?id=${id}`,
    entityUrl: (id: string) => `${host}/app/common/entity/entity.nl?id=${id}`,
  };
}

const { object, unusable } = answersOf(system.title);
