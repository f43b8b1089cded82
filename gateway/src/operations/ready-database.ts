import { isAuditKeyOf } from "../audit/audit-key.ts";
import type { AuditKeys } from "../audit/keys.ts";
import type { Database, StoreLog } from "../store/database.ts";
import { migrate } from "../store/migrate.ts";
import { requireSchema } from "../store/schema-state.ts";
import { type KeyInUse, lossesOf, rememberKeys } from "./key-marks.ts";

type Needs = { isProduction: boolean; auditKeys: AuditKeys; keys: readonly KeyInUse[] };

/** `npm start` gives its database this name (`cluster_name`): it lets everybody in who reaches it. */
const DEMO_CLUSTER = "gatehouse-demo";

/**
 * Makes sure before a start that the database and the keys belong to each other and to this version. A development gateway
 * brings the tables up itself; in production that is `gatehouse migrate`, so that no start of a replica changes them
 * under the others. Throws in a sentence; what is lost without a refusal goes to the log.
 */
export async function readyDatabase(database: Database, needs: Needs, log: StoreLog): Promise<void> {
  if (!needs.isProduction) await migrate(database);
  for (const loss of await examineDatabase(database, needs)) log.warn({}, loss);
  await rememberKeys(database.pool, needs.keys);
}

/** As at a start, but changes nothing: throws where a start would, else gives what is lost, a sentence each. */
export async function examineDatabase(
  database: Pick<Database, "pool">,
  { isProduction, auditKeys, keys }: Needs,
): Promise<string[]> {
  if (isProduction) await refuseDemo(database);
  await requireSchema(database);
  if (!(await isAuditKeyOf(database.pool, auditKeys.mac))) throw new Error(WRONG_AUDIT_KEY);
  return lossesOf(database.pool, keys);
}

const WRONG_AUDIT_KEY =
  "keys.audit is not the key that this database's audit was written with, so its chain cannot go on: put the former key back; if it is lost for good, `gatehouse audit begin-anew` says what that costs";

async function refuseDemo({ pool }: Pick<Database, "pool">): Promise<void> {
  const { rows } = await pool.query<{ cluster_name: string }>("show cluster_name");
  if (rows[0]?.cluster_name === DEMO_CLUSTER)
    throw new Error(
      "this is the embedded database of npm start, which lets everybody in: name a PostgreSQL of your own (profile: production)",
    );
}
