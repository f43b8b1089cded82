import { randomUUID } from "node:crypto";
import { type Adapter, type AdapterPayload, errors } from "oidc-provider";
import type { Database } from "../store/database.ts";
import { hashId } from "../store/hash-id.ts";

/** A refresh token that was already exchanged came back within the grace: two tabs at once, or a thief. */
export interface GraceHit {
  grantId: string | undefined;
  clientId: string | undefined;
  personId: string | undefined;
  firstAddress: string | undefined;
  secondAddress: string | undefined;
}

interface PgAdapterOptions {
  database: Pick<Database, "pool">;
  /** The address of whoever sends the request under way. */
  clientAddress(): string | undefined;
  onGraceHit(hit: GraceHit): void;
  /** A login ended before its time. Afterwards nobody could say whose it was. */
  onGrantEnd(personId: string | undefined): void;
}

/** Clients refresh in parallel; within this time the second one is answered like the first. */
const REFRESH_GRACE_SECONDS = 30;

/**
 * The models that are kept. Sign-in sessions are not remembered on purpose (every
 * authorization asks anew), access tokens are signed and not stored; a find of those answers "nothing" without asking the
 * database.
 */
const KEPT = new Set(["AuthorizationCode", "RefreshToken", "Grant", "Interaction", "ReplayDetection"]);

/** One table for all models of oidc-provider; what makes it safe is `consume`, which only one caller wins. */
export const createPgAdapter =
  (options: PgAdapterOptions) =>
  (model: string): Adapter =>
    KEPT.has(model) ? new PgAdapter(model, options) : FORGETFUL;

interface StoredRow {
  payload: AdapterPayload;
  consumed_at: Date | null;
  in_grace: boolean | null;
}

class PgAdapter implements Adapter {
  readonly #model: string;
  readonly #options: PgAdapterOptions;

  constructor(model: string, options: PgAdapterOptions) {
    this.#model = model;
    this.#options = options;
  }

  async upsert(id: string, payload: AdapterPayload, expiresInSeconds?: number): Promise<void> {
    // The id is the secret that the row answers to, and the library repeats it in the payload as `jti`.
    const { jti: _secret, ...kept } = payload;
    const rows = await this.#query<{ model: string }>(
      `insert into oidc_model (model, id_hash, payload, grant_id, expires_at)
       values ($1, $2, $3, $4, now() + make_interval(secs => $5))
       on conflict (model, id_hash) do update
         set payload = excluded.payload, grant_id = excluded.grant_id, expires_at = excluded.expires_at
         where $1 <> 'ReplayDetection' or oidc_model.expires_at <= now()
       returning model`,
      [
        this.#model,
        hashId(id),
        JSON.stringify(kept),
        payload.grantId === undefined ? null : hashId(payload.grantId),
        expiresInSeconds ?? null,
      ],
    );
    // The library looks before it writes; of two that looked at once, only one may use an assertion.
    if (rows.length === 0) throw new errors.InvalidClientAuth("the assertion was used before");
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const rows = await this.#query<StoredRow>(
      `select payload, consumed_at,
         model = 'RefreshToken' and consumed_at > now() - make_interval(secs => $3) as in_grace
       from oidc_model where model = $1 and id_hash = $2 and (expires_at is null or expires_at > now())`,
      [this.#model, hashId(id), REFRESH_GRACE_SECONDS],
    );
    const row = rows[0];
    if (!row) return undefined;
    const isConsumed = row.consumed_at !== null && !row.in_grace;
    return { ...row.payload, jti: id, ...(isConsumed && { consumed: true }) };
  }

  /**
   * Marks as used. One caller wins, all others get `invalid_grant`, except that a refresh token may be used again
   * within the grace of its first use.
   */
  async consume(id: string): Promise<void> {
    const { clientAddress, onGraceHit } = this.#options;
    const consumption = randomUUID();
    const address = clientAddress();
    const rows = await this.#query<{
      consumed_by: string;
      consumed_from: string | null;
      payload: AdapterPayload;
    }>(
      `update oidc_model
       set consumed_at = coalesce(consumed_at, now()), consumed_by = coalesce(consumed_by, $4),
         consumed_from = case when consumed_at is null then $5 else consumed_from end
       where model = $1 and id_hash = $2
         and (consumed_at is null
           or ($1 = 'RefreshToken' and consumed_at > now() - make_interval(secs => $3)))
       returning consumed_by, consumed_from, payload`,
      [this.#model, hashId(id), REFRESH_GRACE_SECONDS, consumption, address ?? null],
    );
    const row = rows[0];
    if (!row) throw new errors.InvalidGrant(`${this.#model} was used by another request`);
    if (row.consumed_by === consumption) return;
    onGraceHit({
      grantId: row.payload.grantId,
      clientId: row.payload.clientId,
      personId: row.payload.accountId,
      firstAddress: row.consumed_from ?? undefined,
      secondAddress: address,
    });
  }

  async destroy(id: string): Promise<void> {
    const rows = await this.#query<{ payload: AdapterPayload }>(
      "delete from oidc_model where model = $1 and id_hash = $2 returning payload",
      [this.#model, hashId(id)],
    );
    if (this.#model === "Grant" && rows[0]) this.#options.onGrantEnd(rows[0].payload.accountId);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#query("delete from oidc_model where model = $1 and grant_id = $2", [
      this.#model,
      hashId(grantId),
    ]);
  }

  /** Only sessions have a uid, only the device flow has user codes; neither is kept. */
  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}

  async #query<R extends object>(text: string, values: unknown[]): Promise<R[]> {
    return (await this.#options.database.pool.query<R>(text, values)).rows;
  }
}

const nothing = async (): Promise<undefined> => {};

const FORGETFUL: Adapter = {
  upsert: nothing,
  find: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
  destroy: nothing,
  consume: nothing,
  revokeByGrantId: nothing,
};
