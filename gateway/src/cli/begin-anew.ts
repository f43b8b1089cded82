import { beginAnew, isAuditKeyOf } from "../audit/audit-key.ts";
import { auditKeysFrom } from "../audit/keys.ts";
import { readConfig, settingsFrom } from "../config/settings.ts";
import { createLog } from "../observe/log.ts";
import { openDatabase } from "../store/database.ts";
import { say } from "./output.ts";

type Options = { config: string; giveUp?: boolean };

const COSTS =
  "Nobody can prove any more that earlier rows were not changed, and what belongs to people in them (addresses, arguments) stays unreadable for good.";

/** For the day on which the audit key is lost: says what going on without it costs, and does so with `giveUp` alone. */
export async function beginAuditAnew({ config, giveUp }: Options): Promise<void> {
  const { databaseUrl, auditKey } = settingsFrom(readConfig(config), process.env);
  const keys = auditKeysFrom(auditKey);
  const database = openDatabase({ url: databaseUrl });
  try {
    if (await isAuditKeyOf(database.pool, keys.mac))
      throw new Error("keys.audit is the key of this database's audit: there is nothing to give up");
    if (!giveUp) return say(`${COSTS} To go on all the same, repeat this with --give-up-the-lost-key.`);
    const { keysRemoved } = await beginAnew(database.pool, {
      url: databaseUrl,
      keys,
      log: createLog("warn", "stderr"),
    });
    say(`began a new chain under the present key; removed the keys of ${keysRemoved} people. ${COSTS}`);
  } finally {
    await database.close();
  }
}
