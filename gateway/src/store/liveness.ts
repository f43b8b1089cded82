import { type ChangeListener, watchChanges } from "./changes.ts";
import type { Database, StoreLog } from "./database.ts";
import { hashId } from "./hash-id.ts";
import { isUuid } from "./is-uuid.ts";
import { type PersonRow, personOf } from "./person-row.ts";

/** What a decision may know of the caller. */
export interface Person {
  id: string;
  issuer: string;
  subject: string;
  email: string | undefined;
  name: string | undefined;
  groups: readonly string[];
  appRoles: readonly string[];
  /** Rises with every change of groups, app roles or standing. */
  revision: number;
  authTime: Date | undefined;
  acr: string | undefined;
  amr: readonly string[];
}

export interface LiveDirectory extends ChangeListener {
  /**
   * The active person behind a grant that still stands, else undefined. Answers at once from memory while change
   * notices arrive, otherwise asks the database, and rejects when that does not answer within its limits.
   */
  get(personId: string, grantId: string): Person | undefined | Promise<Person | undefined>;
}

interface Entry {
  person: Person;
  grantHash: string;
  grantEndsAtMs: number;
}

/** Entries are some 500 bytes each. */
const ENTRIES_MAX = 10_000;

/**
 * A live directory together with the notices that keep it true; `others` hear the same notices. Close it before the
 * database.
 */
export async function openLiveDirectory(
  database: Database,
  log?: StoreLog,
  others: readonly ChangeListener[] = [],
  knownIssuers?: ReadonlySet<string>,
): Promise<LiveDirectory & { isSure(): boolean; close(): Promise<void> }> {
  let isSure = () => false;
  const directory = createLiveDirectory(database, { isSure: () => isSure(), knownIssuers });
  const changes = await watchChanges({
    url: database.url,
    // Whoever is added to `others` later hears of what comes then.
    onChange: (kind, id) => [directory, ...others].forEach((listener) => void listener.onChange(kind, id)),
    onDoubt: () => [directory, ...others].forEach((listener) => void listener.onDoubt()),
    ...(log && { log }),
  });
  isSure = changes.isSure;
  return { ...directory, ...changes };
}

/**
 * `isSure` is that of `watchChanges`, whose notices must reach `onChange` and `onDoubt`. People of other than the known issuers
 * are not live, whatever stands in the database; without the set all issuers are known.
 */
export function createLiveDirectory(
  database: Pick<Database, "pool">,
  { isSure, knownIssuers }: { isSure(): boolean; knownIssuers?: ReadonlySet<string> | undefined },
): LiveDirectory {
  const entries = new Map<string, Entry>();
  const asking = new Map<string, Promise<Person | undefined>>();
  // A notice may overtake the answer to a query that began before it; such an answer must not be kept.
  let changes = 0;

  async function ask(personId: string, grantId: string): Promise<Person | undefined> {
    const changesBefore = changes;
    const entry = await findEntry(database, personId, grantId);
    if (entry && knownIssuers?.has(entry.person.issuer) === false) return undefined;
    if (entry && isSure() && changes === changesBefore) {
      if (entries.size >= ENTRIES_MAX) entries.delete(entries.keys().next().value ?? "");
      entries.set(grantId, entry);
    }
    return entry?.person;
  }

  return {
    get(personId, grantId) {
      const entry = entries.get(grantId);
      if (entry && isSure() && entry.person.id === personId && entry.grantEndsAtMs > Date.now())
        return entry.person;
      const key = `${personId} ${grantId}`;
      const pending = asking.get(key);
      if (pending) return pending;
      const question = ask(personId, grantId).finally(() => {
        if (asking.get(key) === question) asking.delete(key);
      });
      asking.set(key, question);
      return question;
    },
    onChange(kind, id) {
      if (kind !== "person" && kind !== "grant") return;
      changes += 1;
      asking.clear();
      for (const [grantId, entry] of entries) {
        if ((kind === "person" ? entry.person.id : entry.grantHash) === id) entries.delete(grantId);
      }
    },
    onDoubt() {
      changes += 1;
      asking.clear();
      entries.clear();
    },
  };
}

interface Row extends PersonRow {
  grant_ends_at: Date;
}

/** One round trip, prepared once per connection. */
const FIND = {
  name: "live-person",
  text: `select p.*, m.expires_at as grant_ends_at
    from oidc_model m cross join person p
    where m.model = 'Grant' and m.id_hash = $1 and m.expires_at > now() and m.payload->>'accountId' = $2
      and p.id = $2::uuid and p.active`,
};

async function findEntry(
  { pool }: Pick<Database, "pool">,
  personId: string,
  grantId: string,
): Promise<Entry | undefined> {
  if (!isUuid(personId)) return undefined;
  const grantHash = hashId(grantId);
  const { rows } = await pool.query<Row>({ ...FIND, values: [grantHash, personId] });
  const row = rows[0];
  return row && { person: personOf(row), grantHash, grantEndsAtMs: row.grant_ends_at.getTime() };
}
