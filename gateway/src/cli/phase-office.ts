import os from "node:os";
import { ToolError } from "@gatehouse/tool";
import type { Pool } from "pg";
import { auditKeysFrom } from "../audit/keys.ts";
import { createAuditWriter } from "../audit/writer.ts";
import { readConfig, settingsFrom } from "../config/settings.ts";
import { onePerson } from "../directory/overview.ts";
import { createLog } from "../observe/log.ts";
import { createPhases } from "../phases/create-phases.ts";
import type { Acting, Phases } from "../phases/phases.ts";
import { issuersOf, policyFrom } from "../rules/policy.ts";
import { openDatabase } from "../store/database.ts";
import { requireSchema } from "../store/schema-state.ts";
import { accountOf } from "./office.ts";

/** Opens what phases stand on, for one command. It needs the audit key: also who only looks sees whether the audit is sound. */
export async function withPhases<T>(
  config: string,
  work: (phases: Phases, pool: Pool) => Promise<T>,
): Promise<T> {
  const checked = readConfig(config);
  const settings = settingsFrom(checked, process.env);
  const keys = auditKeysFrom(settings.auditKey);
  const log = createLog("warn", "stderr");
  const database = openDatabase({ url: settings.databaseUrl });
  const writer = createAuditWriter({ url: settings.databaseUrl, key: keys.mac, log });
  const policy = policyFrom(checked.config, issuersOf(settings.identityProviders));
  try {
    await requireSchema(database);
    const phases = createPhases({
      pool: database.pool,
      policy: () => policy,
      config: () => checked.config,
      catalogs: checked.catalogs,
      audit: { writer, keys, isOfCommand: true },
      log,
    });
    return await work(phases, database.pool);
  } catch (error) {
    throw error instanceof ToolError ? new Error(`${error.message} ${error.next}`, { cause: error }) : error;
  } finally {
    await writer.close();
    await database.close();
  }
}

/**
 * Acts as the person that `by` names, on this account of this machine. Nobody can check here that it is them: whoever has this
 * machine and its secrets can name anybody, which is why the account is on record beside the name.
 */
export const actingAs = <T>(
  { config, by }: { config: string; by: string },
  work: (phases: Phases, acting: Acting) => Promise<T>,
): Promise<T> =>
  withPhases(config, async (phases, pool) => {
    const person = await onePerson(pool, by);
    const account = accountOf(process.env, os.userInfo);
    return work(phases, { person, signedInAt: new Date(), channel: "cli", account });
  });
