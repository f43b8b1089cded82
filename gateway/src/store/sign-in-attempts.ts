import { randomBytes } from "node:crypto";
import type { Database } from "./database.ts";
import { hashId } from "./hash-id.ts";
import type { Identity } from "./people.ts";

/** What the callback needs from the request that led to it. */
export interface SignInAttempt {
  interactionUid: string;
  /** The identity provider that the browser was sent to. */
  providerId: string;
  nonce: string;
  pkceVerifier: string;
}

/** The state parameter and the browser's cookie together open an attempt; neither is stored. */
interface AttemptKey {
  state: string;
  browser: string;
}

/** An attempt whose answer came without the browser's cookie, which must still be shown. */
export interface UnboundAttempt extends SignInAttempt {
  browserHash: string;
}

/** Round trips to the identity provider: each ends within ten minutes, in the browser that began it, once. */
export interface SignInAttempts {
  open(attempt: SignInAttempt & AttemptKey): Promise<void>;
  /** Hands the attempt out and deletes it; undefined when unknown, used, expired or of another browser. */
  use(key: AttemptKey): Promise<(SignInAttempt & { identity: Identity | undefined }) | undefined>;
  /** As `use`, for an answer that comes by a post from elsewhere: browsers send no cookie with it. */
  useUnbound(state: string): Promise<UnboundAttempt | undefined>;
  /**
   * Keeps a verified answer for the browser that began, under a state of its own. That state goes to the browser that brought
   * the answer and to nobody else: whoever sent somebody else to sign in knows the first one, and must not collect with it.
   */
  park(attempt: UnboundAttempt, identity: Identity): Promise<string>;
}

export const ATTEMPT_SECONDS = 600;
/** The browser follows a redirect at once. */
const PARKED_SECONDS = 60;

type Row = {
  nonce: string;
  pkce_verifier: string;
  interaction_uid: string;
  provider_id: string;
  browser_hash: string;
  identity: (Omit<Identity, "authTime"> & { authTime?: string }) | null;
};

const COLUMNS = "nonce, pkce_verifier, interaction_uid, provider_id, browser_hash, identity";

export function createSignInAttempts({ pool }: Pick<Database, "pool">): SignInAttempts {
  const insert = (
    { interactionUid, providerId, nonce, pkceVerifier }: SignInAttempt,
    stateHash: string,
    browserHash: string,
    seconds: number,
    identity?: Identity,
  ) =>
    pool.query(
      `insert into sign_in_attempt (state_hash, ${COLUMNS}, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))`,
      [stateHash, nonce, pkceVerifier, interactionUid, providerId, browserHash, identity, seconds],
    );
  return {
    async open({ state, browser, ...attempt }) {
      await insert(attempt, hashId(state), hashId(browser), ATTEMPT_SECONDS);
    },

    async use({ state, browser }) {
      // A foreign browser deletes nothing: it cannot spoil the attempt of the right one.
      const { rows } = await pool.query<Row>(
        `delete from sign_in_attempt where state_hash = $1 and browser_hash = $2 and expires_at > now()
         returning ${COLUMNS}`,
        [hashId(state), hashId(browser)],
      );
      const row = rows[0];
      return row && { ...attemptFrom(row), identity: identityFrom(row) };
    },

    async useUnbound(state) {
      const { rows } = await pool.query<Row>(
        `delete from sign_in_attempt where state_hash = $1 and identity is null and expires_at > now()
         returning ${COLUMNS}`,
        [hashId(state)],
      );
      const row = rows[0];
      return row && { ...attemptFrom(row), browserHash: row.browser_hash };
    },

    async park(attempt, identity) {
      const state = randomBytes(32).toString("base64url");
      await insert(attempt, hashId(state), attempt.browserHash, PARKED_SECONDS, identity);
      return state;
    },
  };
}

const attemptFrom = (row: Row): SignInAttempt => ({
  nonce: row.nonce,
  pkceVerifier: row.pkce_verifier,
  interactionUid: row.interaction_uid,
  providerId: row.provider_id,
});

/** JSON has no dates, and leaves out what is undefined. */
function identityFrom({ identity }: Row): Identity | undefined {
  if (identity === null) return undefined;
  const { email, name, acr, authTime } = identity;
  return { ...identity, email, name, acr, authTime: authTime ? new Date(authTime) : undefined };
}
