import { ToolError } from "@gatehouse/tool";
import type { AccessToken, RefreshTokenStore } from "@gatehouse/upstream";
import pg from "pg";
import { type Credential, credentialIn, type Row } from "./connections.ts";
import type { Place, Sealed, Vault } from "./vault.ts";

const LIMITS = {
  /** Connections that may wait for one vendor at once; apart from those that calls, and other vendors, need. */
  connections: 4,
  /** How long a refresh waits for its turn. With what follows it must stay below the 25 seconds that a server waits. */
  connectTimeoutMs: 10_000,
  /** Whoever waits for another's refresh waits as long as that may take. */
  lockTimeoutMs: 30_000,
  statementTimeoutMs: 35_000,
  answerTimeoutMs: 40_000,
  /** A gateway that stopped in the middle lets go of the row after this. */
  idleInTransactionMs: 60_000,
  /** An access token this close to its end is not given to anybody any more. */
  marginMs: 60_000,
};

/** Connections on which a row stays locked while one vendor is asked: one that hangs takes none from another. Does not connect yet. */
export const refreshPool = (url: string): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max: LIMITS.connections,
    connectionTimeoutMillis: LIMITS.connectTimeoutMs,
    statement_timeout: LIMITS.statementTimeoutMs,
    query_timeout: LIMITS.answerTimeoutMs,
    lock_timeout: LIMITS.lockTimeoutMs,
    idle_in_transaction_session_timeout: LIMITS.idleInTransactionMs,
    idleTimeoutMillis: 10_000,
    application_name: "gatehouse refresh",
  });
  pool.on("error", () => {}); // The query under way rejects with the same error.
  return pool;
};

/** A refresh as it ran: what came back, or that the vendor accepts what we held no longer. */
type Spent = { token: AccessToken; refreshToken: string | undefined };

/**
 * Spends a connection's refresh token while its row is locked, on every replica's behalf: vendors take one once and give
 * another. What came back is committed before anybody uses the access token; a vault that cannot take it is noticed before the
 * vendor is asked. Where an answer was lost on the way, the next
 * attempt either still works or is refused with `invalid_grant`; then the connection is ended, and asks to be made again.
 */
export async function spend(
  { pool, vault }: { pool: pg.Pool; vault: Vault },
  place: Place,
  /** What the access token is for: one is kept for each. */
  purpose: string,
  refresh: (refreshToken: string) => Promise<Spent>,
  refused?: AccessToken,
): Promise<AccessToken | undefined> {
  const client = await pool.connect().catch(({ name, message }: Error) => {
    throw new ToolError("upstream_unavailable", "Too many sign-ins wait just now; nothing was sent.", {
      cause: { name, message },
      next: "Repeat the call in a moment.",
    });
  });
  try {
    await client.query("begin");
    const { rows } = await client.query<Row>(
      "select * from connection where person = $1 and system = $2 for update",
      [place.person, place.system],
    );
    const row = rows[0];
    const credential = row && (await credentialIn(vault, row));
    if (credential === undefined) return undefined;
    const kept = credential.tokens[purpose];
    if (kept && kept.expiresAt - LIMITS.marginMs > Date.now() && kept.value !== refused?.value) return kept;
    if (credential.refreshToken === undefined) {
      await end(client, place);
      return undefined;
    }
    const seal = await vault.prepare(place);
    // The key service may have taken long: what comes back now must find its row still locked.
    await client.query("select");
    const spent = await refresh(credential.refreshToken).catch(async (error: unknown) => {
      if (isDeadGrant(error)) await end(client, place);
      throw error;
    });
    await keep(client, place, seal(JSON.stringify(renewed(credential, purpose, spent))));
    return spent.token;
  } finally {
    // After a commit there is nothing left to undo. A connection in an unknown state is not used again.
    const failure = await client.query("rollback").then(
      () => undefined,
      (error: Error) => error,
    );
    client.release(failure);
  }
}

/** Tokens for other purposes stay, where a rotation does not end them. */
function renewed({ refreshToken, tokens }: Credential, purpose: string, spent: Spent): Credential {
  const { value, expiresAt } = spent.token;
  return {
    refreshToken: spent.refreshToken ?? (refreshToken as string),
    tokens: { ...tokens, [purpose]: { value, expiresAt } },
  };
}

async function keep(client: pg.PoolClient, place: Place, { kid, wrapped, sealed }: Sealed): Promise<void> {
  await client.query(
    "update connection set kid = $3, wrapped = $4, sealed = $5, refreshed_at = now() where person = $1 and system = $2",
    [place.person, place.system, kid, wrapped, sealed],
  );
  await client.query("commit");
}

async function end(client: pg.PoolClient, place: Place): Promise<void> {
  await client.query(
    "update connection set state = 'ended', kid = null, wrapped = null, sealed = null where person = $1 and system = $2",
    [place.person, place.system],
  );
  await client.query("commit");
}

/** RFC 6749, 5.2. Any other refusal, such as of our own secret, says nothing about what the person granted. */
const isDeadGrant = (error: unknown): boolean =>
  error instanceof ToolError &&
  (error.cause as { vendorCode?: unknown } | undefined)?.vendorCode === "invalid_grant";

/** The refresh tokens of one system's connections. The caller's id is that of `callerFor`. */
export const refreshTokensOf = (
  needs: { pool: pg.Pool; vault: Vault },
  system: string,
  purpose: string,
): RefreshTokenStore => ({
  spend: (caller, refresh, refused) =>
    spend(needs, { person: personOf(caller.id), system }, purpose, refresh, refused),
});

/** The id under which tokens are remembered: of one connection only, so that none outlives it. */
export const rememberedAs = (person: string, connection: string): string => `${person} ${connection}`;
const personOf = (remembered: string): string => remembered.split(" ")[0] as string;
