import { auditKeysFrom } from "../audit/keys.ts";
import { personKeys } from "../audit/person-keys.ts";
import { type AuditEvent, tailAudit } from "../audit/tail.ts";
import { readConfig, settingsFrom } from "../config/settings.ts";
import { openDatabase } from "../store/database.ts";
import { say } from "./output.ts";
import { table } from "./table.ts";

type Options = { config: string; count: string; calls?: boolean; json?: boolean };

/** Prints the newest events, oldest first. */
export async function audit({ config, count, calls, json }: Options): Promise<void> {
  const wanted = Number(count);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 10_000)
    throw new Error("--count must be a whole number from 1 to 10000");
  const checked = readConfig(config);
  const { databaseUrl, auditKey } = settingsFrom(checked, process.env);
  const database = openDatabase({ url: databaseUrl });
  try {
    const keys = personKeys(database.pool, auditKeysFrom(auditKey));
    const events = await tailAudit(database.pool, keys, { count: wanted, callsOnly: calls === true });
    for (const line of json ? events.map((event) => JSON.stringify(event)) : table(events.map(cells)))
      say(line);
  } finally {
    await database.close();
  }
}

function cells(event: AuditEvent): string[] {
  const { at, kind, person, email, tool, outcome, facts, personal, isUnreadable, requestId } = event;
  const who = personal?.email ?? email ?? person ?? "-";
  const why = facts.why ?? facts.reason ?? "";
  const given = personal?.arguments === undefined ? "" : ` ${JSON.stringify(personal.arguments)}`;
  const mark = isUnreadable ? " (unreadable: changed since it was written)" : "";
  return [
    at.toISOString(),
    kind,
    String(who),
    tool,
    outcome,
    `${why}${given}${mark} [${requestId}]`.trimStart(),
  ];
}
