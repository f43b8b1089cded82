import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
// @boundaries-ignore the bootstrap under test is no member of the workspace
import { removeDb, startDb } from "../../scripts/dev-db.mjs";
// @boundaries-ignore the bootstrap under test is no member of the workspace
import { isAlive, markOf } from "../../scripts/processes.ts";
import { runScript } from "./running-script.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-dev-db-"));
const dir = path.join(folder, "pg");

afterAll(async () => {
  await removeDb(dir);
  rmSync(folder, { recursive: true, force: true });
});

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

test("a committed row is there after a restart, and commits are flushed to disk", async () => {
  const first = await startDb({ dir });
  await ask(first.url, "create table kept (id int primary key)");
  await ask(first.url, "insert into kept values (1)");
  expect(await ask(first.url, "show fsync")).toEqual([{ fsync: "on" }]);
  await first.stop();

  const second = await startDb({ dir });
  expect(await ask(second.url, "select id from kept")).toEqual([{ id: 1 }]);
  await second.stop();
});

test("a second start shares the server of a living owner, and its stop leaves that server alone", async () => {
  const first = await startDb({ dir });
  const second = await startDb({ dir });
  expect(second.url).toBe(first.url);
  await second.stop();
  expect(await ask(first.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await first.stop();
});

test("the server ends when its owner is killed outright, and the next start finds every committed row", async () => {
  const script = `
    const { startDb } = await import("./scripts/dev-db.mjs");
    await startDb({ dir: process.argv[1] });
    process.stdout.write("started");
    setInterval(() => {}, 1000);`;
  const owner = runScript(["--input-type=module", "-e", script, dir]);
  await owner.until("started");
  const server = markOf(Number(readFileSync(path.join(dir, "postmaster.pid"), "utf8").split("\n")[0]));
  if (!server) throw new Error("the server of the owner does not run");
  owner.child.kill("SIGKILL");
  await owner.exitCode;
  await expect.poll(() => isAlive(server), { timeout: 10_000 }).toBe(false);

  const next = await startDb({ dir });
  expect(await ask(next.url, "select id from kept")).toEqual([{ id: 1 }]);
  await next.stop();
});

test("a busy port is one sentence that names it", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  await expect(startDb({ dir, port })).rejects.toThrow(`Port ${port}, wanted by PostgreSQL, is taken`);
  await once(other.close(), "close");
});

test("a folder with something else in it is refused and left as it is", async () => {
  const other = path.join(folder, "letters");
  mkdirSync(other);
  writeFileSync(path.join(other, "letter.txt"), "Dear all");
  await expect(startDb({ dir: other })).rejects.toThrow(
    `${other} holds something other than a PostgreSQL cluster`,
  );
  expect(readFileSync(path.join(other, "letter.txt"), "utf8")).toBe("Dear all");
});
