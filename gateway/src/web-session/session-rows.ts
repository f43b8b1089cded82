import type { Database } from "../store/database.ts";
import { hashId } from "../store/hash-id.ts";

/** Whose session a cookie is, and the grant that it rests on. */
interface SessionRow {
  personId: string;
  grantId: string;
  signedInAt: Date;
}

/** Browser sessions by the secret of their cookie, which is not kept. */
export interface SessionRows {
  open(secret: string, row: SessionRow): Promise<void>;
  /** The session, and a note that it was used; undefined when unknown, ended, idle for too long or too old. */
  use(secret: string): Promise<SessionRow | undefined>;
  /** Ends it; returns its grant, which should end too. */
  end(secret: string): Promise<string | undefined>;
}

/** A page left open over lunch still works; one left open overnight does not. */
const IDLE_SECONDS = 2 * 3_600;
export const SESSION_SECONDS = 12 * 3_600;

export function sessionRows({ pool }: Pick<Database, "pool">): SessionRows {
  return {
    async open(secret, { personId, grantId, signedInAt }) {
      await pool.query(
        `insert into web_session (id_hash, person_id, grant_id, signed_in_at, expires_at)
         values ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
        [hashId(secret), personId, grantId, signedInAt, SESSION_SECONDS],
      );
    },
    async use(secret) {
      const { rows } = await pool.query<SessionRow>(
        `update web_session set seen_at = now()
         where id_hash = $1 and expires_at > now() and seen_at > now() - make_interval(secs => $2)
         returning person_id as "personId", grant_id as "grantId", signed_in_at as "signedInAt"`,
        [hashId(secret), IDLE_SECONDS],
      );
      return rows[0];
    },
    async end(secret) {
      const { rows } = await pool.query<{ grant_id: string }>(
        "delete from web_session where id_hash = $1 returning grant_id",
        [hashId(secret)],
      );
      return rows[0]?.grant_id;
    },
  };
}
