import { atMostEvery } from "./at-most-every.ts";
import { auditCounts } from "./audit/counts.ts";
import type { AuditKeys } from "./audit/keys.ts";
import { personKeys } from "./audit/person-keys.ts";
import { createAuditWriter } from "./audit/writer.ts";
import { knownIssuers } from "./authorization/known-issuers.ts";
import type { Checked, Settings } from "./config/settings.ts";
import { createAccessEnding } from "./directory/access-ending.ts";
import { directoryRecorder } from "./directory/directory-audit.ts";
import { LIMITS } from "./limits.ts";
import type { Log } from "./observe/log.ts";
import { keysInUse, markKeys } from "./operations/key-marks.ts";
import { readyDatabase } from "./operations/ready-database.ts";
import { openPhaseBook } from "./phases/phase-book.ts";
import type { ChangeListener } from "./store/changes.ts";
import { openDatabase } from "./store/database.ts";
import { openLiveDirectory } from "./store/liveness.ts";
import { removeExpired } from "./store/remove-expired.ts";
import { openThirdParties, type ThirdParties } from "./third-party/third-parties.ts";

export type Store = Awaited<ReturnType<typeof openStore>>;

/** PostgreSQL and what lives on it: the directory of people, the phases, what third parties' tools are pinned to, and the audit. `opened` gets what must be closed. */
export async function openStore(
  { config }: Checked,
  settings: Settings,
  keys: AuditKeys,
  opened: AsyncDisposableStack,
  log: Log,
) {
  const { databaseUrl } = settings;
  const database = opened.adopt(openDatabase({ url: databaseUrl, log }), ({ close }) => close());
  const isProduction = config.profile === "production";
  await readyDatabase(database, { isProduction, auditKeys: keys, keys: keysInUse(settings) }, log);
  const keysOfPeople = personKeys(database.pool, keys);
  const accessEnding = opened.adopt(createAccessEnding(database, log), ({ close }) => close());
  const phases = opened.adopt(await openPhaseBook({ url: databaseUrl, log }), (book) => book.close());
  const writer = opened.adopt(createAuditWriter({ url: databaseUrl, key: keys.mac, log }), ({ close }) =>
    close(),
  );
  const thirdParties: ThirdParties = opened.adopt(
    await openThirdParties(settings.thirdParties, {
      database,
      record: directoryRecorder({ writer, personKeys: keysOfPeople }, log),
      isSure: (): boolean => people.isSure(),
      log,
    }),
    (parties) => parties.close(),
  );
  const listeners: ChangeListener[] = [keysOfPeople, accessEnding, phases, thirdParties];
  const people = opened.adopt(
    await openLiveDirectory(database, log, listeners, knownIssuers({ ...settings, ...settings.clients })),
    (directory) => directory.close(),
  );
  const counts = opened.adopt(auditCounts(database.pool, log), ({ close }) => close());
  const sweep = setInterval(() => {
    removeExpired(database).catch((error) => log.warn({ error }, "expired rows could not be removed"));
    // Keys may have been rotated meanwhile; a start after that must not take the former one for lost.
    markKeys(database, settings).catch((error) => log.warn({ error }, "the keys in force were not noted"));
  }, LIMITS.sweepMs);
  opened.defer(() => clearInterval(sweep));
  return {
    database,
    people,
    phases,
    thirdParties,
    accessEnding,
    /** Whoever is put in here hears of every change. */
    listeners,
    audit: { writer, keys, counts, personKeys: keysOfPeople },
    // Anybody may ask; only some of the questions reach the database.
    unready: atMostEvery(LIMITS.readinessMs, async (): Promise<string[]> => {
      const answers = await database.pool.query("select 1").then(
        () => true,
        () => false,
      );
      return [
        ...(answers ? [] : ["PostgreSQL does not answer"]),
        ...(phases.state().isKnown ? [] : ["nobody knows which phases are open"]),
        ...(writer.lag().ms > LIMITS.auditLagMs ? ["audit rows are waiting too long"] : []),
      ];
    }),
  };
}
