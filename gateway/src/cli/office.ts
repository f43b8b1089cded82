import { randomUUID } from "node:crypto";
import os from "node:os";
import type { Pool } from "pg";
import { auditKeysFrom } from "../audit/keys.ts";
import { personKeys } from "../audit/person-keys.ts";
import { createAuditWriter } from "../audit/writer.ts";
import { databaseUrlFrom, readConfig, settingsFrom } from "../config/settings.ts";
import { type DirectoryEvent, directoryRecorder } from "../directory/directory-audit.ts";
import { createLog } from "../observe/log.ts";
import { type Database, openDatabase } from "../store/database.ts";
import { requireSchema } from "../store/schema-state.ts";

/**
 * Who acts, as far as the machine knows: the account behind `sudo`, else this one. In a container an account may have no name:
 * then its number, since somebody has to be put out all the same.
 */
export function accountOf(env: NodeJS.ProcessEnv, userInfo: () => { username: string }): string {
  if (env.SUDO_USER) return nameFrom(env.SUDO_USER);
  try {
    return userInfo().username;
  } catch {
    return `uid:${process.getuid?.() ?? "unknown"}`;
  }
}

function nameFrom(given: string): string {
  if (/^[^\p{Cc}]{1,100}$/u.test(given)) return given;
  throw new Error("--by must be a name of up to 100 characters, without control characters");
}

/** What a command works with that changes something: every change is recorded in the name of whoever typed it. */
export type Office = {
  pool: Pool;
  record(event: Omit<DirectoryEvent, "by" | "reference">): Promise<void>;
};

/** Opens the database for a command that only looks. */
export async function looking<T>(config: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  return opened(openDatabase({ url: databaseUrlFrom(readConfig(config), process.env) }), ({ pool }) =>
    work(pool),
  );
}

/** Opens the database and the audit for a command that changes something; `by` is who types it, where that is not this account. */
export async function changing<T>(
  { config, by: named }: { config: string; by?: string },
  work: (office: Office) => Promise<T>,
): Promise<T> {
  const by = `cli:${named === undefined ? accountOf(process.env, os.userInfo) : nameFrom(named)}`;
  const { databaseUrl, auditKey } = settingsFrom(readConfig(config), process.env);
  const keys = auditKeysFrom(auditKey);
  const log = createLog("warn", "stderr");
  return opened(openDatabase({ url: databaseUrl }), async ({ pool }) => {
    const writer = createAuditWriter({ url: databaseUrl, key: keys.mac, log });
    const record = directoryRecorder({ writer, personKeys: personKeys(pool, keys) }, log);
    const reference = randomUUID();
    try {
      return await work({ pool, record: (event) => record({ ...event, by, reference }) });
    } finally {
      await writer.close();
    }
  });
}

async function opened<T>(database: Database, work: (database: Database) => Promise<T>): Promise<T> {
  try {
    await requireSchema(database);
    return await work(database);
  } finally {
    await database.close();
  }
}
