import type { Phase } from "@gatehouse/tool";
import type { Pool, PoolClient } from "pg";

/** A phase that is open now, for everybody or for the holders of one role. */
export type Opening = {
  id: string;
  system: string;
  phase: 2 | 3;
  /** The canary: only holders of this role get it. Undefined: everybody. */
  role: string | undefined;
  /** Who proposed and who confirmed it. */
  openers: readonly string[];
  openedAt: Date;
  endsAt: Date | undefined;
};

export type ClosedAs = "closed" | "brake" | "ended" | "demoted" | "replaced";

/** How the latest opening of a phase for an audience came to its end. */
export type Closing = {
  system: string;
  phase: 2 | 3;
  role: string | undefined;
  closedAt: Date;
  closedAs: ClosedAs;
  /** Name of whoever closed it; undefined where the gateway did. */
  by: string | undefined;
  reason: string | undefined;
};

/** What is known of every system's phases. */
export type PhaseState = {
  /** False where the database could not be asked: then nothing counts as open. */
  isKnown: boolean;
  open: readonly Opening[];
  closings: readonly Closing[];
};

type Row = {
  id: string;
  system: string;
  phase: 2 | 3;
  role: string | null;
  openers: string[];
  opened_at: Date;
  ends_at: Date | null;
  closed_at: Date | null;
  closed_as: ClosedAs | null;
  close_reason: string | null;
  closer: string | null;
};

/** Both what is open and what explains the rest, in one statement, so that they belong together. */
const READ = `select o.id, o.system, o.phase, o.role, o.openers, o.opened_at, o.ends_at, o.close_reason,
    case when o.closed_at is null and o.ends_at <= now() then o.ends_at else o.closed_at end as closed_at,
    case when o.closed_at is null and o.ends_at <= now() then 'ended' else o.closed_as end as closed_as,
    coalesce(p.name, p.email, p.subject) as closer
  from phase_opening o left join person p on p.id = o.closed_by
  where o.closed_at is null or not exists (select from phase_opening later where later.system = o.system
    and later.phase = o.phase and later.role is not distinct from o.role and later.closed_at > o.closed_at)
  order by o.system, o.phase, o.opened_at, o.id`;

export async function readPhases(pool: Pick<Pool | PoolClient, "query">): Promise<PhaseState> {
  const { rows } = await (pool as Pool).query<Row>(READ);
  const open = rows.filter(({ closed_at }) => closed_at === null).map(openingOf);
  const closings = rows.filter(({ closed_at }) => closed_at !== null).map(closingOf);
  return { isKnown: true, open, closings };
}

const openingOf = ({ id, system, phase, role, openers, opened_at, ends_at }: Row): Opening => ({
  id,
  system,
  phase,
  role: role ?? undefined,
  openers,
  openedAt: opened_at,
  endsAt: ends_at ?? undefined,
});

const closingOf = ({ system, phase, role, closed_at, closed_as, closer, close_reason }: Row): Closing => ({
  system,
  phase,
  role: role ?? undefined,
  closedAt: closed_at as Date,
  closedAs: closed_as ?? "closed",
  by: closer ?? undefined,
  reason: close_reason ?? undefined,
});

/** Whether an opening, or what ended it, is about somebody with these roles. */
export const isFor = ({ role }: { role: string | undefined }, roles: readonly string[]): boolean =>
  role === undefined || roles.includes(role);

/** How far a system is open for somebody with these roles: the highest opening that counts for them, and 1 without any. */
export function phaseFor(open: readonly Opening[], system: string, roles: readonly string[]): Phase {
  let highest: Phase = 1;
  for (const opening of open)
    if (opening.system === system && opening.phase > highest && isFor(opening, roles))
      highest = opening.phase;
  return highest;
}
