import type { Pool } from "pg";
import { inTurns } from "../directory/in-transaction.ts";

/** What of the audit is looked at. */
export type OverviewFilter = { days: number; system: string | undefined; person: string | undefined };

/** How many calls were answered, failed or were refused. */
export type Figures = { calls: number; failed: number; refused: number };

export type OverviewFigures = {
  total: Figures;
  /** Of the last days, each of them, the oldest first; a day in UTC such as `2026-11-22`. */
  days: readonly (Figures & { day: string })[];
  /** The busiest first, no more than `TOP`. */
  people: readonly (Figures & { id: string; name: string })[];
  systems: readonly (Figures & { system: string })[];
  tools: readonly (Figures & { tool: string; system: string })[];
  /** Of what is only counted: lists, discovery, and who was turned away before anybody knew who it was. */
  counted: readonly { method: string; outcome: string; count: number }[];
};

export const DAYS_MAX = 30;
const TOP = 50;
/** A month of a large company is read in less. Shorter than what the pool itself allows, so that nobody's call waits for it. */
const QUERY_MS = 2_000;
/** PostgreSQL's code for a statement that was cancelled, here by its timeout. */
const QUERY_CANCELED = "57014";

/** There is too much to count within the time that looking at it is worth. */
export class TookTooLong extends Error {
  override readonly name = "TookTooLong";
}

/**
 * One read of the rows of these days through their index, grouped in four ways at once. A call is what was answered, failed or
 * refused: a write's intent and its outcome are one, and sign-ins and operations are none.
 */
const CALLS = `with calls as (
    select person, system, tool, (at at time zone 'UTC')::date::text as day,
      (kind <> 'refusal' and outcome = 'ok')::int as calls, (kind <> 'refusal' and outcome <> 'ok')::int as failed,
      (kind = 'refusal')::int as refused
    from audit_row
    where at >= $1 and kind in ('read', 'outcome', 'refusal')
      and ($2::text is null or system = $2) and ($3::uuid is null or person = $3)),
  grouped as (
    select grouping(day, person, system, tool) as kind, day, person, system, tool, sum(calls)::int as calls,
      sum(failed)::int as failed, sum(refused)::int as refused
    from calls group by grouping sets ((day), (person), (system), (system, tool))),
  ranked as (
    select *, row_number() over (partition by kind order by calls + failed + refused desc, person, system, tool) as place
    from grouped)
  select r.kind, r.day, r.person, r.system, r.tool, r.calls, r.failed, r.refused,
    coalesce(p.name, p.email, p.subject) as name
  from ranked r left join person p on p.id = r.person
  where r.place <= $4 or r.day is not null
  order by r.kind, r.place`;

const COUNTED = `select method, outcome, sum(count)::int as count from audit_count
  where minute >= $1 and ($2::uuid is null or person = $2)
  group by method, outcome order by 3 desc, method, outcome limit $3`;

/** As `grouping` numbers them: a bit is set for each column that does not count in the group. */
const KINDS = { day: 0b0111, person: 0b1011, tool: 0b1100, system: 0b1101 } as const;

type Row = Figures & {
  kind: number;
  day: string | null;
  person: string | null;
  system: string | null;
  tool: string | null;
  name: string | null;
};

export type CountOverview = (filter: OverviewFilter, now?: Date) => Promise<OverviewFigures>;

/**
 * Counts for one after the other, however many look: whoever presses again and again must not take the connections that calls need.
 * Rejects with `TookTooLong`.
 */
export function overviewCounter(pool: Pool): CountOverview {
  const inTurn = inTurns(1);
  return (filter, now) =>
    inTurn(() => count(pool, filter, now)).catch((error) => {
      throw error?.code === QUERY_CANCELED ? new TookTooLong() : error;
    });
}

async function count(
  pool: Pool,
  { days, system, person }: OverviewFilter,
  now = new Date(),
): Promise<OverviewFigures> {
  const dates = lastDays(Math.min(days, DAYS_MAX), now);
  const since = new Date(`${dates[0]}T00:00:00Z`);
  const client = await pool.connect();
  try {
    await client.query("begin read only");
    await client.query(`set local statement_timeout = ${QUERY_MS}`);
    const { rows } = await client.query<Row>(CALLS, [since, system ?? null, person ?? null, TOP]);
    // Counts know no system.
    const counted =
      system === undefined ? (await client.query(COUNTED, [since, person ?? null, TOP])).rows : [];
    return { ...figuresFrom(rows, dates), counted };
  } finally {
    await client.query("rollback").catch(() => {});
    client.release();
  }
}

function figuresFrom(rows: readonly Row[], dates: readonly string[]): Omit<OverviewFigures, "counted"> {
  const of = (kind: keyof typeof KINDS) => rows.filter((row) => row.kind === KINDS[kind]);
  const byDay = new Map(of("day").map((row) => [row.day, row]));
  const days = dates.map((day) => ({ day, ...figures(byDay.get(day)) }));
  return {
    total: days.reduce((sum, day) => add(sum, day), figures(undefined)),
    days,
    people: of("person").map((row) => ({
      ...figures(row),
      id: row.person ?? "",
      name: row.name ?? "unknown",
    })),
    systems: of("system").map((row) => ({ ...figures(row), system: row.system ?? "" })),
    tools: of("tool").map((row) => ({ ...figures(row), tool: row.tool ?? "", system: row.system ?? "" })),
  };
}

const figures = (row: Figures | undefined): Figures => ({
  calls: row?.calls ?? 0,
  failed: row?.failed ?? 0,
  refused: row?.refused ?? 0,
});

const add = (one: Figures, other: Figures): Figures => ({
  calls: one.calls + other.calls,
  failed: one.failed + other.failed,
  refused: one.refused + other.refused,
});

const DAY_MS = 86_400_000;
const lastDays = (count: number, now: Date): string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(now.getTime() - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
