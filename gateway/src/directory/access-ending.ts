import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../observe/log.ts";
import type { ChangeListener } from "../store/changes.ts";
import type { Database } from "../store/database.ts";

/** Ends one kind of thing that a person has here or elsewhere: connections at vendors, open requests. */
export type AccessEnder = {
  /** For the log. */
  what: string;
  /**
   * Ends what the person had until then; what a reactivated person made anew stays. Called again until it resolves, by any
   * replica, so it must bear repetition.
   */
  end(person: string, until: Date): Promise<void>;
  /** Inactive people who have something all the same, made by a request that their end overtook. */
  leftovers(): Promise<string[]>;
};

export type AccessEnding = ChangeListener & {
  /** From now on this, too, ends with a person's access. */
  onAccessEnded(ender: AccessEnder): void;
  /** Begins to look at once and then again and again. */
  start(): void;
  /** One look: resolves once everything found was tried. */
  sweep(): Promise<void>;
  close(): Promise<void>;
};

const TIMES = {
  /** Notices come in bursts; one look serves all of them. */
  gatherMs: 20,
  /** How often it is looked without a notice: the most that a lost notice can cost. */
  everyMs: 20_000,
  /** How long one replica may be at one person before another tries. */
  claimSeconds: 15,
};
const PEOPLE_AT_ONCE = 8;

type Ending = { person: string; ended_at: Date };

/**
 * Makes sure that whoever lost their access has nothing left. Logins and browser sessions end in the database, with the
 * change itself; everything else is ended here, by whichever replica comes first, and again where that failed or died.
 */
export function createAccessEnding({ pool }: Pick<Database, "pool">, log: Log): AccessEnding {
  const enders: AccessEnder[] = [loginEnder(pool)];
  const closing = new AbortController();
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function endAll({ person, ended_at: until }: Ending): Promise<void> {
    const results = await Promise.allSettled(enders.map((ender) => ender.end(person, until)));
    const failed = results.flatMap(({ status }, index) =>
      status === "rejected" ? [enders[index]?.what] : [],
    );
    const error = results.find((result) => result.status === "rejected")?.reason;
    if (failed.length > 0)
      log.error({ error, person, failed }, "an ended access left something; trying again");
    else await pool.query("delete from access_ending where person = $1 and ended_at = $2", [person, until]);
  }

  async function endPending(): Promise<void> {
    while (!closing.signal.aborted) {
      const { rows } = await pool.query<Ending>(CLAIM, [TIMES.claimSeconds, PEOPLE_AT_ONCE]);
      await Promise.all(rows.map(endAll));
      if (rows.length < PEOPLE_AT_ONCE) return;
    }
  }

  async function sweep(): Promise<void> {
    const found = await Promise.all(enders.map((ender) => ender.leftovers()));
    const people = [...new Set(found.flat())];
    if (people.length > 0) {
      log.warn({ people }, "people without access still had something; it ends now");
      await pool.query(
        "insert into access_ending (person) select * from unnest($1::uuid[]) on conflict do nothing",
        [people],
      );
    }
    await endPending();
  }

  /** One at a time; never rejects. */
  const run = (work: () => Promise<void>): Promise<void> => {
    const after = (running ?? Promise.resolve())
      .then(work)
      .catch((error) => log.error({ error }, "ended accesses could not be cleared up; trying again"));
    running = after;
    return after;
  };
  const soon = () => {
    if (timer !== undefined || closing.signal.aborted) return;
    timer = setTimeout(() => {
      timer = undefined;
      void run(endPending);
    }, TIMES.gatherMs);
  };
  const keepLooking = async () => {
    while (!closing.signal.aborted) {
      await run(sweep);
      await sleep(TIMES.everyMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  };
  return {
    onAccessEnded: (ender) => void enders.push(ender),
    start: () => void keepLooking(),
    sweep: () => run(sweep),
    onChange(kind) {
      if (kind === "person") soon();
    },
    onDoubt: soon,
    async close() {
      closing.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

const CLAIM = `update access_ending set claimed_until = now() + make_interval(secs => $1)
  where person in (select person from access_ending where claimed_until is null or claimed_until < now()
    order by ended_at limit $2 for update skip locked)
  returning person, ended_at`;

/** What a sign-in saved that was under way while its person was switched off. */
const loginEnder = (pool: Database["pool"]): AccessEnder => ({
  what: "logins",
  async end(person) {
    const isOut = "not exists (select from person where id = $1 and active)";
    await pool.query(`delete from oidc_model where payload->>'accountId' = $2 and ${isOut}`, [
      person,
      person,
    ]);
    await pool.query(`delete from web_session where person_id = $1 and ${isOut}`, [person]);
  },
  async leftovers() {
    const { rows } = await pool.query<{ id: string }>(
      `select id from person p where not active
         and (exists (select from oidc_model where payload->>'accountId' = p.id::text)
           or exists (select from web_session where person_id = p.id))`,
    );
    return rows.map(({ id }) => id);
  },
});
