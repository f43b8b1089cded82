import type { Database } from "./database.ts";

/**
 * Deletes what has expired: codes, tokens, grants, sign-ins under way, browser sessions. Nothing depends on it but disk space, since
 * every reader checks the time itself. To be called now and then, by any replica.
 */
export async function removeExpired({ pool }: Pick<Database, "pool">): Promise<void> {
  await pool.query("delete from oidc_model where expires_at < now()");
  await pool.query("delete from sign_in_attempt where expires_at < now()");
  await pool.query("delete from web_session where expires_at < now()");
  await pool.query("delete from saml_assertion where expires_at < now()");
}
