import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
// @boundaries-ignore the development database is no member of the workspace
import { removeDb, startDb } from "../../scripts/dev-db.mjs";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** As vitest's `globalSetup`: one PostgreSQL server for the whole run, which every test file then shares. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  provide("postgresUrl", server.url);
  return server.stop;
}

export interface TestDatabase {
  url: string;
  /** Ends every connection to this database, as a restart of the server would. */
  dropConnections(): Promise<void>;
  stop(): Promise<void>;
}

/** A fresh, empty database: on the run's server, or on one of its own where the run has none. */
export async function startTestDatabase(): Promise<TestDatabase> {
  // Programs of ours open a house too, and nothing is provided outside vitest.
  const shared: string | undefined = process.env.VITEST ? inject("postgresUrl") : undefined;
  const server = shared ? { url: shared, stop: async () => {} } : await startServer();
  const name = `test_${randomBytes(6).toString("hex")}`;
  await run(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = name;
  return {
    url: url.href,
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
  const { url, stop } = await startDb({ dir, settings: ["fsync=off"] });
  return {
    url,
    async stop() {
      await stop();
      await removeDb(dir);
    },
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
