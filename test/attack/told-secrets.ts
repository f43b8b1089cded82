import { inspect } from "node:util";
import pg from "pg";
import { CookieJar } from "../support/headless-sign-in.ts";

/** Everything of a run that must stand nowhere, each with what it is. */
export type ToldSecrets = {
  add(what: string, ...values: (string | undefined)[]): void;
  /** What of it stands in a text, also inside base64, by what it is. */
  foundIn(text: string): string[];
  kinds(): string[];
};

/** Shorter ones could stand anywhere by chance. */
const CHARACTERS_MIN = 16;

export function toldSecrets(): ToldSecrets {
  const kept = new Map<string, string>();
  return {
    add(what, ...values) {
      for (const value of values) {
        if (value === undefined || value.length < CHARACTERS_MIN)
          throw new Error(`${what} is no secret: ${value}`);
        kept.set(value, what);
      }
    },
    foundIn(text) {
      const found = new Set<string>();
      for (const [value, what] of kept) {
        const forms = [value, encodeURIComponent(value), Buffer.from(value).toString("base64").slice(0, -4)];
        if (forms.some((form) => text.includes(form))) found.add(what);
      }
      return [...found];
    },
    kinds: () => [...new Set(kept.values())],
  };
}

/** The address of a page; it stands in the path, and alone it opens nothing. */
const ADDRESSES = /^_interaction(_resume)?$/;

/** A browser's cookies, each of which is told. */
export class ToldCookies extends CookieJar {
  readonly #secrets: ToldSecrets;

  constructor(secrets: ToldSecrets) {
    super();
    this.#secrets = secrets;
  }

  override store(url: URL, headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value !== "" && !ADDRESSES.test(name)) this.#secrets.add("a cookie", value);
    }
    super.store(url, headers);
  }
}

/** Every row of every table, bytes as text, too. */
export async function dumpOf(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public'",
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query(`select * from ${name}`);
      texts.push(...rows.map((row) => JSON.stringify(row, asText)));
    }
    return texts.join("\n");
  } finally {
    await client.end();
  }
}

const asText = (_key: string, value: unknown): unknown => {
  const bytes = value as { type?: string; data?: number[] } | null;
  return bytes?.type === "Buffer" ? Buffer.from(bytes.data ?? []).toString("latin1") : value;
};

/** All that hides in log lines of this process: errors with their causes, whatever their depth. */
export const wholeText = (lines: readonly unknown[]): string =>
  inspect(lines, { depth: 12, maxArrayLength: null, maxStringLength: null, showHidden: true });
