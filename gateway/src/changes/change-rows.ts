import type { Pool, PoolClient } from "pg";
import { isUuid } from "../store/is-uuid.ts";
import { ADD_LINE, addLine, historyOf, lineValues, numbered } from "./change-history.ts";
import type { ActingChannel, ChangeContent, ChangeEvent, ChangeRequest, Why } from "./change-request.ts";
import { type EndedWith, type Row, requestOf } from "./change-row.ts";
import { ERASED, type RequestSeals, UNREADABLE } from "./seal-content.ts";
import { CHANGE_STATES, type ChangeState, mayBecome } from "./states.ts";

type Querying = Pick<Pool | PoolClient, "query">;

/** What a request is from the start and never again otherwise. */
export type NewRequest = Omit<
  ChangeRequest,
  | "outcome"
  | "why"
  | "askedAt"
  | "decidedAt"
  | "startedAt"
  | "finishedAt"
  | "attempt"
  | "isUndone"
  | "result"
  | "found"
> & {
  idempotencyKey: string;
  channel: ActingChannel;
  /** Where somebody else than `person` wants it. */
  actor?: string;
  /** Of one that is executed at once: until when whoever does that must have told the outcome. */
  leaseSeconds?: number;
};

/** One step of a request, and what is noted with it. */
export type Step = {
  to: ChangeState;
  /** Undefined: the gateway itself. */
  actor?: string | undefined;
  channel: ActingChannel;
  why?: Why | undefined;
  note?: string | undefined;
  /** Until when whoever executes it must have told the outcome; with `executing`. */
  leaseSeconds?: number;
  /** With a state that a repeated call is answered from. */
  ended?: Partial<EndedWith> & { outcome: string; repeatsForSeconds?: number };
  /** Only while this attempt still is the present one: what an earlier one finds out late says nothing of it. */
  attempt?: number;
  /** With `pending` and `approved`. */
  isDecision?: boolean;
};

/** `isGiven`: the client itself says by it which calls are the same. */
export type IdempotencyKey = { hash: string; isGiven: boolean };

/** `isMoved`: its person has changed something by the same tool since, so the same words may mean a new one. */
export type Repeated = { request: ChangeRequest; isMoved: boolean };

/** Which of somebody's requests; what is absent says nothing. */
export type Which = {
  needs?: readonly ChangeRequest["needs"][];
  states?: readonly ChangeState[];
  systems?: readonly string[];
};

/** Where somebody decides, and whether outcomes that nobody knows are theirs to settle everywhere. */
export type LookedAfter = { systems: readonly string[]; tools: readonly string[]; isEverywhere: boolean };

export type ChangeRows = {
  /** False where one by the same key is under way already; then nothing was written. */
  insert(client: Querying, request: NewRequest): Promise<boolean>;
  /** Takes one step and writes it down; false where the request is not in a state that allows it any more. */
  move(client: Querying, request: Pick<ChangeRequest, "id" | "person">, step: Step): Promise<boolean>;
  /** Adds to the history without a step: one of two approvals, for example. */
  note(
    client: Querying,
    request: Pick<ChangeRequest, "id" | "person" | "state">,
    event: Omit<Step, "to" | "ended" | "leaseSeconds">,
  ): Promise<void>;
  /** Gives an attempt its whole time from now on; false where somebody has given up on it meanwhile. */
  renewLease(request: Pick<ChangeRequest, "id" | "attempt">, leaseSeconds: number): Promise<boolean>;
  find(client: Querying, id: string): Promise<ChangeRequest | undefined>;
  /** The same, held still until the transaction ends. */
  lock(client: Querying, id: string): Promise<ChangeRequest | undefined>;
  /** Which of a person's requests a repeat by this key is. */
  findByKey(client: Querying, person: string, key: IdempotencyKey): Promise<Repeated | undefined>;
  /** Its id alone, without opening it: so it asks for no key, and can be part of a transaction. */
  idByKey(
    client: Querying,
    person: string,
    key: IdempotencyKey,
    otherThan: string,
  ): Promise<string | undefined>;
  /** Newest first. In lists one that does not open, because somebody wrote over it, says so and keeps no other from view. */
  ofPerson(person: string, which: Which, limit: number): Promise<ChangeRequest[]>;
  /** How many of a person's requests wait for somebody's approval. */
  waitingOf(client: Querying, person: string): Promise<number>;
  /** Others' requests that this person may have to look after, the oldest first. */
  lookedAfterBy(person: string, where: LookedAfter, limit: number): Promise<ChangeRequest[]>;
  history(request: Pick<ChangeRequest, "id" | "person">): Promise<ChangeEvent[]>;
};

/** The rows of requests, opened and sealed on their way. Every step is one statement that names the states it may start from. */
export function changeRows(pool: Pool, seals: RequestSeals): ChangeRows {
  const opened = async (row: Row): Promise<ChangeRequest> => {
    const { id, person } = row;
    const [content, ended] = await Promise.all([
      seals.open<ChangeContent>(person, id, "content", row.content),
      row.result === null ? undefined : seals.open<EndedWith>(person, id, "result", row.result),
    ]);
    return requestOf(row, content ?? ERASED, ended);
  };
  const byId = async (client: Querying, text: string, id: string) => {
    if (!isUuid(id)) return undefined;
    const { rows } = await client.query<Row>(text, [id]);
    return rows[0] && opened(rows[0]);
  };
  const several = async (text: string, values: unknown[]) => {
    const { rows } = await pool.query<Row>(text, values);
    return Promise.all(rows.map((row) => opened(row).catch(() => requestOf(row, UNREADABLE, undefined))));
  };
  return {
    insert: (client, request) => insert(client, request, seals),
    move: (client, request, step) =>
      numbered(client === pool, client, request.id, () => move(client, request, step, seals)),
    note: (client, request, event) =>
      numbered(client === pool, client, request.id, () =>
        addLine(client, request, { ...event, state: request.state }, seals),
      ),
    async renewLease({ id, attempt }, leaseSeconds) {
      const { rowCount } = await pool.query({ ...RENEW, values: [id, attempt, leaseSeconds] });
      return rowCount === 1;
    },
    find: (client, id) => byId(client, `${ROWS} where r.id = $1`, id),
    lock: (client, id) => byId(client, `${ROWS} where r.id = $1 for update of r`, id),
    async findByKey(client, person, key) {
      const row = await byKey(client, person, key);
      return row && { request: await opened(row), isMoved: row.is_moved };
    },
    idByKey: async (client, person, key, otherThan) => (await byKey(client, person, key, otherThan))?.id,
    ofPerson: (person, { needs, states, systems }, limit) =>
      several(OF_PERSON, [person, needs ?? null, states ?? null, systems ?? null, limit]),
    async waitingOf(client, person) {
      const { rows } = await client.query<{ waiting: number }>(WAITING_OF, [person]);
      return rows[0]?.waiting ?? 0;
    },
    lookedAfterBy: (person, { systems, tools, isEverywhere }, limit) =>
      several(LOOKED_AFTER, [person, systems, tools, isEverywhere, limit]),
    history: (request) => historyOf(pool, request, seals),
  };
}

async function byKey(
  client: Querying,
  person: string,
  { hash, isGiven }: IdempotencyKey,
  otherThan?: string,
): Promise<(Row & { is_moved: boolean }) | undefined> {
  const values = [person, hash, isGiven, otherThan ?? null];
  const { rows } = await client.query<Row & { is_moved: boolean }>({ ...BY_KEY, values });
  return rows[0];
}

async function insert(client: Querying, request: NewRequest, seals: RequestSeals): Promise<boolean> {
  const line = { state: request.state, actor: request.actor ?? request.person, channel: request.channel };
  const values = [...(await insertValues(request, seals)), ...(await lineValues(request, line, seals))];
  const { rowCount } = await client.query({ ...INSERT, values });
  return rowCount === 1;
}

async function move(
  client: Querying,
  request: Pick<ChangeRequest, "id" | "person">,
  step: Step,
  seals: RequestSeals,
): Promise<boolean> {
  const { to, why, ended, leaseSeconds, isDecision, attempt } = step;
  const from = CHANGE_STATES.filter((state) => mayBecome(state, to));
  const { result, found } = ended ?? {};
  const isEmpty = result === undefined && found === undefined;
  const sealed = isEmpty ? null : await seals.seal(request.person, request.id, "result", { result, found });
  const values = [
    request.id,
    from,
    to,
    why ?? null,
    leaseSeconds ?? null,
    ended?.outcome ?? null,
    sealed,
    ended?.repeatsForSeconds ?? null,
    isDecision ?? false,
    attempt ?? null,
    ...(await lineValues(request, { ...step, state: to }, seals)),
  ];
  const { rowCount } = await client.query({ ...MOVE, values });
  return rowCount === 1;
}

/** Prepared once per connection, as both are part of every write. */
const INSERT = {
  name: "change-insert",
  text: `with request as (insert into change_request (id, kind, state, needs, person, grant_id, client_id, system, tool, phase,
    definition_hash, policy_version, idempotency_key, arguments_hash, before_hash, after_hash, amount, currency,
    approvals_needed, content, undoes, expires_at, started_at, lease_until, attempt)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
    case when $23::float is null then null else now() end, now() + make_interval(secs => $23::float),
    case when $23::float is null then 0 else 1 end)
  on conflict do nothing returning id) ${ADD_LINE(24)}`,
};

async function insertValues(request: NewRequest, seals: RequestSeals): Promise<unknown[]> {
  const { id, person, content } = request;
  return [
    id,
    request.kind,
    request.state,
    request.needs,
    person,
    request.grantId,
    request.clientId,
    request.system,
    request.tool,
    request.phase,
    request.definitionHash,
    request.policyVersion,
    request.idempotencyKey,
    request.argumentsHash,
    request.beforeHash,
    request.afterHash,
    request.amount ?? null,
    request.currency ?? null,
    request.approvalsNeeded,
    await seals.seal(person, id, "content", content),
    request.undoes ?? null,
    request.expiresAt ?? null,
    request.leaseSeconds ?? null,
  ];
}

/** `repeats_until` and `lease_until` are reckoned by the database's clock: replicas may differ about the time. */
const MOVE = {
  name: "change-move",
  text: `with request as (update change_request set state = $3, why = $4,
    lease_until = case when $3 = 'executing' then now() + make_interval(secs => $5::float) else lease_until end,
    started_at = case when $3 = 'executing' then now() else started_at end,
    attempt = case when $3 = 'executing' then attempt + 1 else attempt end,
    decided_at = case when $9 then now() else decided_at end,
    finished_at = case when $3 in ('done', 'failed', 'unknown') then now() else finished_at end,
    outcome = coalesce($6, outcome), result = coalesce($7, result),
    repeats_until = case when $8::float is null then repeats_until else now() + make_interval(secs => $8::float) end
  where id = $1 and state = any($2) and ($10::int is null or attempt = $10) returning id) ${ADD_LINE(11)}`,
};

const RENEW = {
  name: "change-renew-lease",
  text: `update change_request set lease_until = now() + make_interval(secs => $3::float)
  where id = $1 and attempt = $2 and state = 'executing'`,
};

const UNDER_WAY = "r.state in ('confirming', 'pending', 'approved', 'executing', 'unknown')";
const UNDONE = `exists (select from change_request u
    where u.undoes = r.id and u.state in ('executing', 'done', 'unknown'))`;
const ROWS = `select r.*, ${UNDONE} as is_undone from change_request r`;

/**
 * Under way, or over so lately that a repeat is still the same. Where the client gave no key, what was undone is not; and where the
 * same person has since changed, with the same tool, just what it had left, only the present state can tell. No weaker sign of a new
 * intention counts: somebody else's edit in between must not let a repeat happen twice. What was approved is never done again so.
 */
const BY_KEY = {
  name: "change-by-key",
  text: `select r.*, ${UNDONE} as is_undone, not $3::boolean and r.state = 'done' and r.needs <> 'approval'
      and exists (select from change_request l
        where l.person = r.person and l.tool = r.tool and l.state = 'done' and l.kind = 'change'
          and l.asked_at > r.asked_at and l.before_hash = r.after_hash and l.before_hash <> l.after_hash) as is_moved
  from change_request r where r.person = $1 and r.idempotency_key = $2 and r.id is distinct from $4::uuid
    and (${UNDER_WAY} or (r.repeats_until > now() and ($3 or not ${UNDONE})))
  order by r.asked_at desc limit 1`,
};

const OF_PERSON = `${ROWS} where r.person = $1 and r.kind = 'change' and ($2::text[] is null or r.needs = any($2))
  and ($3::text[] is null or r.state = any($3)) and ($4::text[] is null or r.system = any($4))
  order by r.asked_at desc limit $5`;

const WAITING_OF = `select count(*)::int as waiting from change_request
  where person = $1 and state = 'pending' and expires_at > now()`;

const LOOKED_AFTER = `${ROWS} where r.state in ('pending', 'unknown') and r.person <> $1
  and (r.system = any($2) or r.tool = any($3) or (r.state = 'unknown' and $4))
  order by r.asked_at limit $5`;
