import { type Caller, ToolError, toolFor } from "@gatehouse/tool";
import {
  accountLimits,
  answersOf,
  createHttp,
  remember,
  type TokenSource,
  type UpstreamAnswer,
  type UpstreamRequest,
} from "@gatehouse/upstream";
import { dailyAllowance } from "./allowance.ts";
import { type Ask, createDescribes, type Description } from "./describes.ts";
import { classify, partError } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import {
  type CustomFields,
  customFieldsOf,
  type ExtraField,
  type ObjectName,
  objectsWith,
} from "./objects.ts";
import { createPeople, type Directory, sharedSignIn, type TeamBy, type User } from "./people.ts";
import { type Asked, queries, type RawPage, type Wire, type Written } from "./queries.ts";
import { system } from "./system.ts";
import { type Row, text } from "./values.ts";

export type OrgOptions = {
  /** `https://<my domain>.my.salesforce.com`, or a simulator. What a token answer names as `instance_url` is never used. */
  origin: string;
  /** Such as `66.0`. */
  version?: string;
  concurrency?: number;
  /** Calls of the day that reads leave untouched. */
  dailyReserve?: number;
  timeoutMs?: number;
  backoffMs?: readonly number[];
};

export type SalesforceOptions = {
  org: Org;
  /** Who the calls are made as. */
  tokens: TokenSource;
  /** Finds people under an identity of its own; without it, each call's own identity looks. */
  directory?: Directory;
  /** Custom fields of this deployment. What is not named is not read. */
  customFields?: CustomFields;
  extraFields?: readonly ExtraField[];
  teamBy?: TeamBy;
  /** Of an org with one currency, whose amounts carry none. */
  currency?: string;
  /** The time for "overdue" and "breached"; the real one unless given. */
  now?: () => Date;
};

export type Salesforce = ReturnType<ReturnType<typeof createSalesforce>>;
export const defineTool = toolFor<Salesforce>();

export type Org = ReturnType<typeof openOrg>;

const DEFAULT_VERSION = "66.0";

/** One Salesforce org: where it is and what it carries, counted for all identities that sign in to it together. */
export function openOrg({ origin, version = DEFAULT_VERSION, ...options }: OrgOptions) {
  const {
    concurrency = LIMITS.concurrency,
    dailyReserve = LIMITS.dailyReserve,
    timeoutMs,
    backoffMs,
  } = options;
  const { perPerson, writeReserve, queueMs } = LIMITS;
  const { title } = system;
  const limits = accountLimits({ title, concurrency, perPerson, writeReserve, queueMs });
  const daily = dailyAllowance(dailyReserve);
  return {
    origin,
    root: ["services", "data", `v${version}`],
    daily,
    left: limits.left,
    as: (tokens: TokenSource) =>
      createHttp({
        title,
        origin,
        tokens,
        limits,
        classify,
        observe: daily.observe,
        traceHeaders: ["sforce-limit-info"],
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(backoffMs !== undefined && { backoffMs }),
      }),
  };
}

/**
 * The API of one caller. Every list comes as a query, compiled in one place; of what a call brings only an id, checked for
 * its form, becomes a part of a path, and nothing a part of a query's syntax but what an analyst wrote and was checked.
 */
export function createSalesforce(options: SalesforceOptions) {
  const { org, tokens, directory, customFields = {}, teamBy = "managers", now = () => new Date() } = options;
  const http = org.as(tokens);
  const people = createPeople();
  const describes = createDescribes();
  const stages = remember<string[]>();
  const objects = objectsWith([...customFieldsOf(customFields), ...(options.extraFields ?? [])]);

  const apiFor = (caller: Caller) => {
    const whose = http.identity === "person" ? caller.id : "service";
    const wire = wireFor({ org, send: sender(org, http, caller), describes, whose });
    const { select, selectAll } = queries(wire, objects);
    const me = async (signal: AbortSignal): Promise<User> => {
      if (http.identity === "service") throw sharedSignIn();
      return directory ? directory.userOf(caller, signal) : people.userOf(caller, select, signal);
    };
    return {
      caller,
      identity: http.identity,
      custom: customFields,
      currency: options.currency,
      objects,
      now: () => now().toISOString(),
      /** Today as `YYYY-MM-DD`. */
      today: () => now().toISOString().slice(0, 10),
      select,
      /** Several queries at once, each with its rows or its own failure. */
      selectAll: (asked: readonly Asked[], signal: AbortSignal) => selectAll(asked, signal),
      describe: wire.describe,
      ...records(org, sender(org, http, caller)),
      soql: (soql: string, signal: AbortSignal) => wire.query({ soql, withArchived: false }, signal),
      /** Names of the stages a deal can be in, former ones too. */
      stages: (signal: AbortSignal) =>
        stages(whose, async () => {
          const query = { columns: { name: "ApiName" }, from: "OpportunityStage" };
          const { rows } = await select(query, { limit: LIMITS.overviewRows, signal });
          return rows.flatMap(({ name }) => text(name) ?? []);
        }),
      /** Who the caller is in Salesforce; `not_allowed` unless exactly one active user has their e-mail. */
      me,
      /** Ids of that user and of everybody below them. */
      team: async (signal: AbortSignal) => people.teamOf((await me(signal)).id, teamBy, select, signal),
      recordUrl: (object: string, id: string) =>
        `${pagesOrigin(org.origin)}/lightning/r/${object}/${id}/view`,
    };
  };
  const allowance = () => {
    const calls = org.daily.left();
    return { ...org.left(), ...(calls !== undefined && { daily_calls: calls }) };
  };
  return Object.assign(apiFor, { allowance });
}

export type Send = (request: Omit<UpstreamRequest, "caller" | "risk">) => Promise<UpstreamAnswer>;

/** A read, where the day still has calls for one. */
export const sender =
  (org: Org, http: ReturnType<Org["as"]>, caller: Caller): Send =>
  async (request) => {
    org.daily.spendOnRead();
    return http.request({ ...request, caller, risk: "read" });
  };

type WireOptions = {
  org: Org;
  send: Send;
  describes: ReturnType<typeof createDescribes>;
  /** Whose view of the fields a description is. */
  whose: string;
};

export function wireFor({ org: { root }, send, describes, whose }: WireOptions): Wire {
  const keyOf = (object: string) => `${whose} ${object}`;
  const resource = ({ withArchived }: Written) => (withArchived ? "queryAll" : "query");

  async function query(written: Written, signal: AbortSignal): Promise<RawPage> {
    const { soql } = written;
    if (encodeURIComponent(soql).length > LIMITS.urlCharacters) {
      const [answer] = await composite([written], signal);
      if (answer instanceof ToolError) throw answer;
      return answer as RawPage;
    }
    const path = [...root, resource(written)];
    return rawPage((await send({ method: "GET", path, query: { q: soql }, signal })).body);
  }

  /** Queries inside the body of one call, which have no bound on their length in a URL (reference, section 4). */
  async function composite(list: readonly Written[], signal: AbortSignal) {
    const parts = list.map((written, index) => ({
      method: "GET",
      url: `/${root.join("/")}/${resource(written)}?q=${encodeURIComponent(written.soql)}`,
      referenceId: `q${index}`,
    }));
    const { body } = await send({
      method: "POST",
      path: [...root, "composite"],
      body: { allOrNone: false, compositeRequest: parts },
      signal,
    });
    const answers = object(body).compositeResponse;
    if (!Array.isArray(answers) || answers.length !== list.length) throw unusable();
    return answers.map((answer) => {
      const { httpStatusCode, body: part } = object(answer);
      return httpStatusCode === 200 ? rawPage(part) : partError(Number(httpStatusCode), part);
    });
  }

  const ask =
    (type: string, signal: AbortSignal): Ask =>
    async (since) => {
      const { status, headers, body } = await send({
        method: "GET",
        path: [...root, "sobjects", type, "describe"],
        ...(since && { headers: { "if-modified-since": since } }),
        expected: [304],
        signal,
      });
      if (status === 304) return "unchanged";
      if (!Array.isArray(object(body).fields)) throw unusable();
      return { body, date: headers["last-modified"] ?? headers.date ?? "" };
    };

  return {
    query,
    next: async (place, signal) => {
      // The vendor's address is read for its cursor only: where calls go is not for an answer to say.
      const cursor = /\/query(?:All)?\/([A-Za-z0-9]{1,60}-\d{1,9})$/.exec(place)?.[1];
      if (cursor === undefined) throw unusable();
      return rawPage((await send({ method: "GET", path: [...root, "query", cursor], signal })).body);
    },
    batch: async (list, signal) => (list.length === 0 ? [] : composite(list, signal)),
    describe: (type, signal): Promise<Description> => describes.get(keyOf(type), ask(type, signal)),
    described: (type) => describes.peek(keyOf(type)),
  };
}

export type Hit = { object: string; id: string };

function records({ root }: Org, send: Send) {
  return {
    /** One record with the fields named, none of which may be one that the person does not see. */
    async row(type: ObjectName, id: string, fields: readonly string[], signal: AbortSignal): Promise<Row> {
      const path = [...root, "sobjects", type, id];
      const { body } = await send({ method: "GET", path, query: { fields: fields.join(",") }, signal });
      return object(body) as Row;
    },

    /** A search by words over several kinds of record, best first. Its text is a value in JSON, so it has no syntax to leave. */
    async search(
      words: string,
      kinds: readonly ObjectName[],
      limit: number,
      signal: AbortSignal,
    ): Promise<Hit[]> {
      const sobjects = kinds.map((name) => ({ name, fields: ["Id"], limit }));
      const { body } = await send({
        method: "POST",
        path: [...root, "parameterizedSearch"],
        body: { q: words, in: "ALL", fields: ["Id"], sobjects, overallLimit: limit },
        signal,
      });
      const found = object(body).searchRecords;
      if (!Array.isArray(found)) throw unusable();
      return found.map((record) => {
        const { attributes, Id } = object(record);
        return { object: String(object(attributes).type), id: String(Id) };
      });
    },
  };
}

/** The host of Salesforce's own pages, for people to open; a simulator has none of its own. */
const pagesOrigin = (origin: string): string =>
  origin.replace(/\.my\.salesforce\.com$/, ".lightning.force.com");

function rawPage(body: unknown): RawPage {
  const { records, done, nextRecordsUrl } = object(body);
  // An answer without rows is no empty list: that would read as "there are none".
  if (!Array.isArray(records)) throw unusable();
  return { records, next: done === false ? String(nextRecordsUrl) : undefined };
}

const { object, unusable } = answersOf(system.title);
