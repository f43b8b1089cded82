import type { Pool, PoolClient } from "pg";
import type { ActingChannel, ChangeEvent, ChangeRequest, Why } from "./change-request.ts";
import type { RequestSeals } from "./seal-content.ts";
import type { ChangeState } from "./states.ts";

type Querying = Pick<Pool | PoolClient, "query">;
type Subject = Pick<ChangeRequest, "id" | "person">;

/** One line to add: who did what by which door. */
export type HistoryLine = {
  state: ChangeState;
  /** Undefined: the gateway itself. */
  actor?: string | undefined;
  channel: ActingChannel;
  why?: Why | undefined;
  note?: string | undefined;
};

/**
 * Adds a line to the request that the query named `request` gives: with a step it is part of the statement that takes it, so that
 * whoever adds it holds the request's row, and no two lines get one number.
 */
export const ADD_LINE = (first: number): string =>
  `insert into change_event (request, seq, state, actor, channel, why, note)
   select id, (select coalesce(max(seq), 0) + 1 from change_event e where e.request = request.id),
     $${first}, $${first + 1}, $${first + 2}, $${first + 3}, $${first + 4} from request`;

/** The values that belong into it. A note is bound to the state and the person it belongs to. */
export async function lineValues(
  { id, person }: Subject,
  { state, actor, channel, why, note }: HistoryLine,
  seals: RequestSeals,
): Promise<unknown[]> {
  const sealed = note === undefined ? null : await seals.seal(person, id, noteOf(state, actor), note);
  return [state, actor ?? null, channel, why ?? null, sealed];
}

const noteOf = (state: ChangeState, actor: string | null | undefined) =>
  `note ${state} ${actor ?? "gateway"}` as const;

/** Adds a line without a step. */
export async function addLine(
  client: Querying,
  request: Subject,
  line: HistoryLine,
  seals: RequestSeals,
): Promise<void> {
  await client.query(
    `with request as (select id from change_request where id = $1 for no key update) ${ADD_LINE(2)}`,
    [request.id, ...(await lineValues(request, line, seals))],
  );
}

/** Everything that happened to a request, the oldest first. */
export async function historyOf(
  pool: Pool,
  { id, person }: Subject,
  seals: RequestSeals,
): Promise<ChangeEvent[]> {
  const { rows } = await pool.query<EventRow>("select * from change_event where request = $1 order by seq", [
    id,
  ]);
  return Promise.all(
    rows.map(async ({ at, state, actor, channel, why, note }) => ({
      at,
      state,
      actor: actor ?? undefined,
      channel,
      why: why ?? undefined,
      note: note === null ? undefined : await seals.open<string>(person, id, noteOf(state, actor), note),
    })),
  );
}

type EventRow = {
  at: Date;
  state: ChangeState;
  actor: string | null;
  channel: ActingChannel;
  why: Why | null;
  note: Buffer | null;
};
