import { type Adapter, type AdapterPayload, errors } from "oidc-provider";
import { inTransaction, inTurns } from "../../directory/in-transaction.ts";
import type { Database } from "../../store/database.ts";
import { hashId } from "../../store/hash-id.ts";
import { hasRoom, isListed, TOO_MANY_CLIENTS } from "./registration.ts";
import type { Registration } from "./settings.ts";

/** Any number that nothing else of ours locks. */
const LOCK = 7_415_001;

/** Clients that have registered themselves, for the library. What the configuration allows now counts, not what it did then. */
export function registeredClients(registration: Registration, { pool }: Pick<Database, "pool">): Adapter {
  const taken = inTurns(1);
  return {
    async upsert(id, payload) {
      // In turns, so that those who wait for the lock do not hold every connection.
      await taken(() =>
        inTransaction(pool, async (client) => {
          // Registrations at once, here and at other gateways, would otherwise all count the same free place.
          await client.query("select pg_advisory_xact_lock($1)", [LOCK]);
          if (!(await hasRoom(registration, client))) throw new TooManyClients();
          await client.query(
            `insert into oidc_model (model, id_hash, payload, expires_at)
             values ('Client', $1, $2, now() + make_interval(secs => $3))`,
            [hashId(id), JSON.stringify(payload), registration.unusedSeconds],
          );
        }),
      );
    },
    /** Without the redirects that have left the list; a client with none left is unknown. */
    async find(id) {
      const { rows } = await pool.query<{ payload: AdapterPayload }>(
        "select payload from oidc_model where model = 'Client' and id_hash = $1 and expires_at > now()",
        [hashId(id)],
      );
      const [row] = rows;
      const redirectUris = (row?.payload.redirect_uris ?? []).filter((uri) => isListed(registration, uri));
      return row && redirectUris.length > 0 ? { ...row.payload, redirect_uris: redirectUris } : undefined;
    },
    async destroy(id) {
      await pool.query("delete from oidc_model where model = 'Client' and id_hash = $1", [hashId(id)]);
    },
    // What follows is of other models.
    async findByUid() {},
    async findByUserCode() {},
    async consume() {},
    async revokeByGrantId() {},
  };
}

class TooManyClients extends errors.OIDCProviderError {
  override error_description = TOO_MANY_CLIENTS;

  constructor() {
    super(429, "temporarily_unavailable");
  }
}
