import { type Caller, toolFor } from "@gatehouse/tool";
import {
  remember,
  type TokenSource,
  type UpstreamAnswer,
  type UpstreamRequest,
  walkPages,
} from "@gatehouse/upstream";
import { type Access, accessFor } from "./access.ts";
import { applicationOf, jobOf } from "./hiring.ts";
import { httpFor } from "./http.ts";
import { LIMITS } from "./limits.ts";
import type { Policy } from "./policy.ts";
import {
  absenceOf,
  balanceOf,
  cellsOf,
  datasetFieldOf,
  type Field,
  fieldOf,
  filesOf,
  type People,
  personOf,
  requestOf,
  type Table,
  tableOf,
  timeOffTypeOf,
  type User,
  userOf,
} from "./records.ts";
import { type Json, list, number, object, text, unusable } from "./wire.ts";

export type BambooHrOptions = {
  /** `https://<subdomain>.bamboohr.com`, or a simulator. */
  origin: string;
  /** The company's name in BambooHR's addresses; links to people are made from it. */
  subdomain: string;
  tokens: TokenSource;
  policy?: Policy;
  concurrency?: number;
  /** The day for "today"; the real one unless given. */
  now?: () => Date;
  timeoutMs?: number;
  backoffMs?: readonly number[];
};

export type BambooHr = ReturnType<ReturnType<typeof createBambooHr>>;
export const defineTool = toolFor<BambooHr>();

const V1 = ["api", "v1"];
/** What the employee list gives beside names and title. Photo links are signed and long: they are dropped unread. */
const LISTED = "workEmail,workPhone,departmentName,divisionName,locationName,reportsToId,hireDate";

/** One BambooHR account; the only file that knows its URLs. The function it returns gives the API of one caller. */
export function createBambooHr(options: BambooHrOptions) {
  const { subdomain, policy = {}, now = () => new Date() } = options;
  const http = httpFor(options);
  const kept = {
    people: remember<People>(LIMITS.rememberMs),
    identities: remember<string>(LIMITS.rememberMs),
    fields: remember<Field[]>(LIMITS.rememberMs),
    tables: remember<Table[]>(LIMITS.rememberMs),
  };

  const apiFor = (caller: Caller) => {
    const send: Send = (request) => http.request({ ...request, caller });
    // What one person may see is not what another may: under personal sign-ins nothing remembered is shared.
    const owner = http.identity === "service" ? "service" : caller.id;
    const company = companyCalls(send);
    const people = () => kept.people(owner, () => company.people(shared()));
    return {
      caller,
      identity: http.identity,
      policy,
      /** Today as `YYYY-MM-DD`. */
      today: () => now().toISOString().slice(0, 10),
      /** Address of a person's page, for people to open [recalled]. */
      personUrl: (id: string) => `https://${subdomain}.bamboohr.com/employees/employee.php?id=${id}`,
      /** Who the caller is and how they stand to everybody; `not_allowed` where that is not plain. */
      access: (signal: AbortSignal): Promise<Access> =>
        accessFor(
          {
            ...company,
            caller,
            identity: http.identity,
            policy,
            people,
            identities: kept.identities,
            today: now().toISOString().slice(0, 10),
          },
          signal,
        ),
      fields: () => kept.fields(owner, () => company.fields(shared())),
      tables: () => kept.tables(owner, () => company.tables(shared())),
      datasetFields: () => kept.fields(`${owner} dataset`, () => company.datasetFields(shared())),
      ...personCalls(send),
      ...timeOffCalls(send),
      ...rowCalls(send),
      ...fileCalls(send),
      ...hiringCalls(send),
    };
  };
  return Object.assign(apiFor, { allowance: http.allowance });
}

/** What others may be waiting for too is not for the one who asked first to cancel. */
const shared = () => AbortSignal.timeout(LIMITS.sharedMs);

/** One call. Every answer is asked for as JSON: without that header BambooHR answers XML, which is refused as unreadable. */
type Send = (request: Omit<UpstreamRequest, "caller">) => Promise<UpstreamAnswer>;

/** An answer to a GET below `/api/v1`. */
const get = async (
  send: Send,
  path: readonly string[],
  signal: AbortSignal,
  query: UpstreamRequest["query"] = {},
): Promise<unknown> =>
  (await send({ method: "GET", path: [...V1, ...path], query, risk: "read", signal })).body;

function companyCalls(send: Send) {
  return {
    /** Everybody, page by page along BambooHR's own cursor. */
    async people(signal: AbortSignal): Promise<People> {
      const restricted = new Set<string>();
      const ask = async (after: string | undefined) => {
        const query = { fields: LISTED, "page[limit]": LIMITS.peoplePage, "page[after]": after };
        const { data, meta } = object(await get(send, ["employees"], signal, query));
        if (!Array.isArray(data)) throw unusable();
        const next = text((object(meta ?? {}).page as Json | undefined)?.nextCursor);
        const items = data.map((row) => {
          const { person, restricted: hidden } = personOf(object(row));
          for (const name of hidden) restricted.add(name);
          return person;
        });
        return { items, ...(next !== undefined && { next }) };
      };
      const wanted = { offset: 0, limit: LIMITS.peopleMax };
      const { items } = await walkPages(wanted, ask, LIMITS.peoplePagesMax);
      return { people: items, restricted };
    },

    /** Accounts that can sign in, with the employee each belongs to. */
    users: async (signal: AbortSignal): Promise<User[]> =>
      list(await get(send, ["meta", "users"], signal)).map(userOf),

    /** The owner of the token: employee 0 stands for them, and for nobody else's use. */
    async tokenOwner(signal: AbortSignal): Promise<{ id?: string | undefined; email?: string | undefined }> {
      const { id, workEmail } = object(
        await get(send, ["employees", "0"], signal, { fields: "id,workEmail" }),
      );
      return { id: text(id), email: text(workEmail)?.toLowerCase() };
    },

    fields: async (signal: AbortSignal) => list(await get(send, ["meta", "fields"], signal)).map(fieldOf),
    tables: async (signal: AbortSignal) => list(await get(send, ["meta", "tables"], signal)).map(tableOf),

    async datasetFields(signal: AbortSignal): Promise<Field[]> {
      const path = ["api", "v1_2", "datasets", "employee", "fields"];
      const query = { page_size: LIMITS.rowsPage };
      const { body } = await send({ method: "GET", path, query, risk: "read", signal });
      return list(object(body).fields).map(datasetFieldOf);
    },
  };
}

function personCalls(send: Send) {
  return {
    /** The named fields of one person. A field that BambooHR leaves out is absent, one that is unset undefined or null. */
    employee: async (id: string, fields: readonly string[], signal: AbortSignal): Promise<Json> =>
      object(await get(send, ["employees", id], signal, { fields: fields.join(","), onlyCurrent: true })),

    /** The rows of one table of one person, in no order. */
    table: async (id: string, table: string, signal: AbortSignal): Promise<Json[]> =>
      list(await get(send, ["employees", id, "tables", table], signal)),
  };
}

function timeOffCalls(send: Send) {
  return {
    async whosOut(start: string, end: string, signal: AbortSignal) {
      return list(await get(send, ["time_off", "whos_out"], signal, { start, end })).map(absenceOf);
    },

    async balances(id: string, end: string, signal: AbortSignal) {
      const query = { end, precision: 2 };
      return list(await get(send, ["employees", id, "time_off", "calculator"], signal, query)).map(balanceOf);
    },

    /** Requests that touch the window. Their notes are not asked for. */
    async requests(
      wanted: { start: string; end: string; employeeId?: string; status?: string; type?: string },
      signal: AbortSignal,
    ) {
      const query = { ...wanted, action: "view", excludeNote: 1 };
      return list(await get(send, ["time_off", "requests"], signal, query)).map(requestOf);
    },

    /** `requestable`: only those the identity of the call may ask for. */
    async timeOffTypes(isRequestable: boolean, signal: AbortSignal) {
      const query = { mode: isRequestable ? "request" : undefined };
      const { timeOffTypes } = object(await get(send, ["meta", "time_off", "types"], signal, query));
      return list(timeOffTypes).map(timeOffTypeOf);
    },
  };
}

function rowCalls(send: Send) {
  return {
    /** These fields of everybody. Filters stay here: a hidden field in one would drop people without a word. */
    async dataset(fields: readonly string[], signal: AbortSignal): Promise<Record<string, string>[]> {
      const path = ["api", "v2", "datasets", "employee", "data"];
      const ask = async (page = 1) => {
        const body = { fields, page, pageSize: LIMITS.rowsPage };
        const answer = object((await send({ method: "POST", path, body, risk: "read", signal })).body);
        const pages = number(object(answer.meta ?? {}).totalPages) ?? 1;
        const items = list(answer.data).map((row) => cellsOf(object(row.fields)));
        return { items, ...(page < pages && { next: page + 1 }) };
      };
      const wanted = { offset: 0, limit: LIMITS.peopleMax };
      return (await walkPages(wanted, ask, LIMITS.rowPagesMax)).items;
    },

    async reports(signal: AbortSignal): Promise<{ id: string; name: string }[]> {
      const query = { page: 1, page_size: LIMITS.rowsPage };
      const { reports } = object(await get(send, ["custom-reports"], signal, query));
      return list(reports).map(({ id, name }) => ({ id: text(id) ?? "", name: text(name) ?? "" }));
    },

    async report(id: string, wanted: { offset: number; limit: number }, signal: AbortSignal) {
      const ask = async (page = 1) => {
        const query = { page, page_size: LIMITS.rowsPage };
        const answer = object(await get(send, ["custom-reports", id], signal, query));
        const { total_pages, total_records } = object(answer.pagination ?? {});
        const items = list(answer.data).map(cellsOf);
        // A page beyond the last is answered with the last: the number of pages is what ends the walk.
        const next = page < (number(total_pages) ?? 1) ? page + 1 : undefined;
        return { items, next, total: number(total_records) };
      };
      return walkPages(wanted, ask, LIMITS.rowPagesMax);
    },
  };
}

function fileCalls(send: Send) {
  const at = (employeeId: string | undefined) =>
    employeeId === undefined ? ["files"] : ["employees", employeeId, "files"];
  return {
    /** Files of a person, or without one of the company. */
    files: async (employeeId: string | undefined, signal: AbortSignal) =>
      filesOf(await get(send, [...at(employeeId), "view"], signal)),

    async download(employeeId: string | undefined, fileId: string, signal: AbortSignal): Promise<Buffer> {
      const path = [...V1, ...at(employeeId), fileId];
      const answer = await send({
        method: "GET",
        path,
        as: "bytes",
        bytesMax: LIMITS.fileBytesMax,
        risk: "read",
        signal,
      });
      return answer.body as Buffer;
    },
  };
}

/** Hiring, which BambooHR gives to API keys alone. */
function hiringCalls(send: Send) {
  return {
    /** Positions of one status, or without it all that are not deleted. */
    jobs: async (statusGroups: "Open" | undefined, signal: AbortSignal) =>
      list(await get(send, ["applicant_tracking", "jobs"], signal, { statusGroups })).map(jobOf),

    async applications(
      filter: { jobId?: string; applicationStatus?: string; searchString?: string },
      wanted: { offset: number; limit: number },
      signal: AbortSignal,
    ) {
      const ask = async (page = 1) => {
        const query = { ...filter, page, sortBy: "created_date", sortOrder: "DESC" };
        const answer = object(await get(send, ["applicant_tracking", "applications"], signal, query));
        // The link to the next page is only looked at: where it leads is not ours to follow.
        const next = text(answer.nextPageUrl) === undefined ? undefined : page + 1;
        return { items: list(answer.applications).map(applicationOf), next };
      };
      return walkPages(wanted, ask, LIMITS.applicationPagesMax);
    },

    application: async (id: string, signal: AbortSignal) =>
      applicationOf(object(await get(send, ["applicant_tracking", "applications", id], signal))),
  };
}
