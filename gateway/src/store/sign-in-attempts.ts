import type { Database } from "./database.ts";
import { hashId } from "./hash-id.ts";

/** What the callback needs from the request that led to it. */
interface SignInAttempt {
  interactionUid: string;
  nonce: string;
  pkceVerifier: string;
}

/** The state parameter and the browser's cookie together open an attempt; neither is stored. */
interface AttemptKey {
  state: string;
  browser: string;
}

/** Round trips to the identity provider: each ends within ten minutes, in the browser that began it, once. */
export interface SignInAttempts {
  open(attempt: SignInAttempt & AttemptKey): Promise<void>;
  /** Hands the attempt out and deletes it; undefined when unknown, used, expired or of another browser. */
  use(key: AttemptKey): Promise<SignInAttempt | undefined>;
}

export const ATTEMPT_SECONDS = 600;

export function createSignInAttempts({ pool }: Pick<Database, "pool">): SignInAttempts {
  return {
    async open({ state, browser, nonce, pkceVerifier, interactionUid }) {
      await pool.query(
        `insert into sign_in_attempt (state_hash, browser_hash, nonce, pkce_verifier, interaction_uid, expires_at)
         values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))`,
        [hashId(state), hashId(browser), nonce, pkceVerifier, interactionUid, ATTEMPT_SECONDS],
      );
    },

    async use({ state, browser }) {
      // A foreign browser deletes nothing: it cannot spoil the attempt of the right one.
      const { rows } = await pool.query<{ nonce: string; pkce_verifier: string; interaction_uid: string }>(
        `delete from sign_in_attempt where state_hash = $1 and browser_hash = $2 and expires_at > now()
         returning nonce, pkce_verifier, interaction_uid`,
        [hashId(state), hashId(browser)],
      );
      const row = rows[0];
      return (
        row && { nonce: row.nonce, pkceVerifier: row.pkce_verifier, interactionUid: row.interaction_uid }
      );
    },
  };
}
