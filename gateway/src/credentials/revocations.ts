import { setTimeout as sleep } from "node:timers/promises";
import type { AccountLink } from "@gatehouse/upstream";
import type { Pool } from "pg";
import type { Log } from "../observe/log.ts";
import { credentialIn } from "./connections.ts";
import type { Place, Vault } from "./vault.ts";

/** Tells vendors that connections of theirs were ended, until they have heard it or a day has passed. */
export type Revocations = {
  /** Whether there is anybody to tell. */
  reaches(system: string): boolean;
  /** Tells of one now. `untold`: it stays for the next look. */
  tell(id: string): Promise<"revoked" | "deleted" | "untold">;
  /** One look at all that is due, by whichever replica comes first. */
  tellDue(): Promise<void>;
  /** Looks again and again. */
  start(): void;
  close(): Promise<void>;
};

type Needs = {
  pool: Pool;
  vault: Vault;
  links: ReadonlyMap<string, AccountLink>;
  log: Log;
  /** The vendor was never told, and nobody tries any more. */
  onGivenUp?(ended: Place): void;
};

const TIMES = {
  everyMs: 15_000,
  /** The second attempt comes after twice this, and each later one after twice as long as the one before. */
  firstWaitSeconds: 15,
  longestWaitSeconds: 900,
  /** A vendor or key service that is down for longer is a matter for people. */
  giveUpMs: 24 * 3_600_000,
};
const AT_ONCE = 8;

type Untold = Place & { id: string; kid: string; wrapped: Buffer; sealed: Buffer; ended_at: Date };

export function createRevocations({ pool, vault, links, log, onGivenUp }: Needs): Revocations {
  const closing = new AbortController();
  let looking: Promise<void> = Promise.resolve();

  async function revoke(row: Untold): Promise<"revoked" | "deleted"> {
    const { refreshToken } = (await credentialIn(vault, row)) ?? {};
    if (refreshToken === undefined) return "deleted";
    const link = links.get(row.system);
    if (link === undefined) throw new Error("the configuration knows no way to tell this vendor any more");
    return (await link.revoke(refreshToken)) ? "revoked" : "deleted";
  }

  async function tellOf(row: Untold): Promise<"revoked" | "deleted" | "untold"> {
    const { id, person, system, ended_at: endedAt } = row;
    try {
      const outcome = await revoke(row);
      await pool.query("delete from ended_connection where id = $1", [id]);
      return outcome;
    } catch (error) {
      const { name, message } = error as Error;
      const facts = { person, system, endedAt, cause: { name, message } };
      if (Date.now() - endedAt.getTime() < TIMES.giveUpMs) {
        log.warn(facts, "a vendor could not be told of an ended connection; trying again");
        return "untold";
      }
      await pool.query("delete from ended_connection where id = $1", [id]);
      log.error(facts, "a vendor was not told of an ended connection within a day: end it there by hand");
      onGivenUp?.({ person, system });
      return "untold";
    }
  }

  async function tellDue(): Promise<void> {
    while (!closing.signal.aborted) {
      const { rows } = await pool.query<Untold>(CLAIM, [
        AT_ONCE,
        TIMES.firstWaitSeconds,
        TIMES.longestWaitSeconds,
      ]);
      await Promise.all(rows.map(tellOf));
      if (rows.length < AT_ONCE) return;
    }
  }

  const keepLooking = async () => {
    while (!closing.signal.aborted) {
      await tellDue().catch((error) => log.error({ error }, "vendors could not be told; trying again"));
      await sleep(TIMES.everyMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  };
  return {
    reaches: (system) => links.has(system),
    async tell(id) {
      const { rows } = await pool.query<Untold>("select * from ended_connection where id = $1", [id]);
      // Without the row, another process has done it.
      return rows[0] ? tellOf(rows[0]) : "revoked";
    },
    tellDue,
    start() {
      looking = keepLooking();
    },
    async close() {
      closing.abort();
      await looking;
    },
  };
}

/** A claim runs out by itself, so a process that dies in between costs one wait. */
const CLAIM = `update ended_connection
  set attempts = attempts + 1, claimed_until = now() + make_interval(secs => least($2 * 2 ^ least(attempts + 1, 10), $3))
  where id in (select id from ended_connection where claimed_until < now()
    order by claimed_until limit $1 for update skip locked)
  returning id, person, system, kid, wrapped, sealed, ended_at`;
