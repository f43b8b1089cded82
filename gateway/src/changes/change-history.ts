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
 * Adds a line to the request that the query named `request` gives: with a step it is part of the statement that takes it. It counts
 * the lines as they were when the statement began, so one that waits for the row may take a number twice: see `numbered`.
 */
export const ADD_LINE = (first: number): string =>
  `insert into change_event (request, seq, state, actor, channel, why, note)
   select id, (select coalesce(max(seq), 0) + 1 from change_event e where e.request = request.id),
     $${first}, $${first + 1}, $${first + 2}, $${first + 3}, $${first + 4} from request`;

/**
 * Does what adds a line, so that no two get one number. In a transaction the row is held first, and the statement after that sees
 * every line there is. A statement by itself is simply sent again: the database undid it wholly.
 */
export async function numbered<T>(
  isAlone: boolean,
  client: Querying,
  id: string,
  add: () => Promise<T>,
): Promise<T> {
  if (!isAlone) {
    await client.query({ ...HOLD, values: [id] });
    return add();
  }
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      return await add();
    } catch (error) {
      if (left === 0 || (error as { constraint?: string }).constraint !== LINE_KEY) throw error;
    }
  }
}

const HOLD = { name: "change-hold", text: "select from change_request where id = $1 for no key update" };
const LINE_KEY = "change_event_request_seq_pk";
/** Each time somebody else has added a line, and there are never many. */
const ATTEMPTS = 20;

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
