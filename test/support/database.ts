import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
// @boundaries-ignore every test's database has the gateway's tables, which are made once and copied
import { migrate } from "../../gateway/src/store/migrate.ts";
// @boundaries-ignore the development database is no member of the workspace
import { removeDb, startDb } from "../../scripts/dev-db.mjs";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** As vitest's `globalSetup`: one PostgreSQL server for the whole run, which every test file of every project then shares. */
export default async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Each project that names this file calls it.
  if (vitest.getProvidedContext().postgresUrl !== undefined) return undefined;
  const server = await startServer();
  vitest.provide("postgresUrl", server.url);
  return server.stop;
}

export interface TestDatabase {
  url: string;
  /** Ends every connection to this database, as a restart of the server would. */
  dropConnections(): Promise<void>;
  stop(): Promise<void>;
}

/** A database with the tables of this version and not a row in them. */
const TABLES = "tables_of_this_version";
/** PostgreSQL's own, with nothing in it. */
const NOTHING = "template1";

/**
 * A fresh database, on the run's server or on one of its own where the run has none. It has all tables already, which takes a
 * copy and no migration; `isEmpty` is for what begins before there are any.
 */
export async function startTestDatabase({ isEmpty = false } = {}): Promise<TestDatabase> {
  // Programs of ours open a house too, and nothing is provided outside vitest.
  const shared: string | undefined = process.env.VITEST ? inject("postgresUrl") : undefined;
  const server = shared ? { url: shared, stop: async () => {} } : await startServer();
  const name = `test_${randomBytes(6).toString("hex")}`;
  await run(server.url, `create database ${name} template ${isEmpty ? NOTHING : TABLES}`);
  return {
    url: databaseAt(server.url, name),
    async dropConnections() {
      const sql = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`;
      await run(server.url, sql);
    },
    async stop() {
      await run(server.url, `drop database ${name} with (force)`);
      await server.stop();
    },
  };
}

async function startServer() {
  const dir = await mkdtemp(path.join(os.tmpdir(), "gatehouse-test-pg-"));
  // Tests end processes and never the machine: what the server has written is safe with the system.
  const { url, stop } = await startDb({ dir, settings: ["fsync=off", "full_page_writes=off"] });
  const server = {
    url,
    async stop() {
      await stop();
      await removeDb(dir);
    },
  };
  try {
    await run(url, `create database ${TABLES}`);
    await migrate({ url: databaseAt(url, TABLES) });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

function databaseAt(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = name;
  return url.href;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
