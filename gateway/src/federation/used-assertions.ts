import type { Database } from "../store/database.ts";
import { hashId } from "../store/hash-id.ts";
import type { AssertionId } from "./identity-provider.ts";

/** Assertions count once, whichever replica meets them. */
export type UsedAssertions = {
  /** False where this assertion was used before. */
  use(issuer: string, assertion: AssertionId): Promise<boolean>;
};

export function createUsedAssertions({ pool }: Pick<Database, "pool">): UsedAssertions {
  return {
    async use(issuer, { id, expiresAt }) {
      const { rowCount } = await pool.query(
        "insert into saml_assertion (issuer, id_hash, expires_at) values ($1, $2, $3) on conflict do nothing",
        [issuer, hashId(id), expiresAt],
      );
      return rowCount === 1;
    },
  };
}
