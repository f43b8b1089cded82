import type { Pool } from "pg";
import { hashId } from "../store/hash-id.ts";
import type { Place } from "./vault.ts";

/** What the callback needs from the press of Connect that led to it. */
type ConnectAttempt = { pkceVerifier: string; scopes: readonly string[] };

/** An attempt opens with the state parameter, in the session of the person who began it, for the system it began at. */
type AttemptKey = Place & { state: string; session: string };

/** Round trips to vendors' consent pages: each ends within ten minutes, in the session that began it, once. */
export type ConnectAttempts = {
  open(attempt: AttemptKey & ConnectAttempt): Promise<void>;
  /** Hands the attempt out and deletes it; undefined when unknown, used, expired or somebody else's. */
  use(key: AttemptKey): Promise<ConnectAttempt | undefined>;
};

const ATTEMPT_SECONDS = 600;

export const createConnectAttempts = (pool: Pool): ConnectAttempts => ({
  async open({ state, person, system, session, pkceVerifier, scopes }) {
    // Nobody needs those of an hour ago; this is seldom enough to clean up along the way.
    await pool.query("delete from connect_attempt where expires_at < now()");
    await pool.query(
      `insert into connect_attempt (state_hash, person, system, session_hash, pkce_verifier, scopes, expires_at)
       values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))`,
      [hashId(state), person, system, hashId(session), pkceVerifier, scopes, ATTEMPT_SECONDS],
    );
  },
  async use({ state, person, system, session }) {
    const { rows } = await pool.query<{ pkce_verifier: string; scopes: string[] }>(
      `delete from connect_attempt
       where state_hash = $1 and person = $2 and system = $3 and session_hash = $4 and expires_at > now()
       returning pkce_verifier, scopes`,
      [hashId(state), person, system, hashId(session)],
    );
    const row = rows[0];
    return row && { pkceVerifier: row.pkce_verifier, scopes: row.scopes };
  },
});
