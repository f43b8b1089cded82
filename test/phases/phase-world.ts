import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
// @boundaries-ignore phases are opened and closed here without the gateway around them
import { auditKeysFrom } from "../../gateway/src/audit/keys.ts";
// @boundaries-ignore as above
import { type AuditWriter, createAuditWriter } from "../../gateway/src/audit/writer.ts";
// @boundaries-ignore as above
import { type Config, configSchema } from "../../gateway/src/config/config.ts";
// @boundaries-ignore as above
import { createPhases } from "../../gateway/src/phases/create-phases.ts";
// @boundaries-ignore as above
import { catalogHash, type PhaseNeeds } from "../../gateway/src/phases/phase-needs.ts";
// @boundaries-ignore as above
import type { Acting, Phases, Wish } from "../../gateway/src/phases/phases.ts";
// @boundaries-ignore as above
import { policyFrom } from "../../gateway/src/rules/policy.ts";
// @boundaries-ignore as above
import { openDatabase } from "../../gateway/src/store/database.ts";
// @boundaries-ignore as above
import { migrate } from "../../gateway/src/store/migrate.ts";
// @boundaries-ignore as above
import type { Catalog } from "../../gateway/src/systems/catalog.ts";
import { startTestDatabase } from "../support/database.ts";

const secret = { env: "X" };
const entry = (name: string, phase: number, risk: string) => ({
  name,
  title: name,
  description: `Does ${name}.`,
  phase,
  risk,
  annotations: {},
  inputSchema: { type: "object" },
  labels: { input: {}, output: {} },
  example: {},
});

export const ledger = {
  id: "ledger",
  title: "Ledger",
  vendor: "V",
  tools: [
    entry("ledger_get", 1, "read"),
    entry("ledger_update", 2, "reversible"),
    entry("ledger_pay", 3, "irreversible"),
  ],
} as unknown as Catalog;

const configWith = (more: object = {}): Config =>
  configSchema.parse({
    company: { name: "c", contact: "it@halden.example" },
    publicUrl: "http://localhost",
    listen: { port: 1 },
    database: { url: secret },
    keys: { signing: secret, assertion: secret, cookies: secret, audit: secret },
    identityProviders: { one: { label: "l", issuer: "http://i", clientId: "c", clientSecret: secret } },
    systems: {
      ledger: { url: "https://s", catalog: "s", approvals: [{ approvers: ["approver"] }] },
      shop: { url: "https://s", catalog: "s" },
    },
    administrators: { roles: ["it"] },
    roles: {
      it: { title: "IT", groups: ["it"], tools: ["ledger_get"] },
      writer: { title: "Writers", groups: ["writers"], tools: ["ledger_update", "ledger_pay"] },
      approver: { title: "Approvers", groups: ["approvers"], tools: ["ledger_get"] },
    },
    ...more,
  });

async function addPerson(pool: Pool, name: string, ...groups: string[]): Promise<Acting> {
  const { rows } = await pool.query<{ id: string }>(
    "insert into person (issuer, subject, email, name, groups) values ('http://i', $1, $2, $1, $3) returning id",
    [name, `${name.toLowerCase()}@halden.example`, groups],
  );
  return { person: { id: rows[0]?.id as string }, signedInAt: new Date(), channel: "page" };
}

/** As many calls of the ledger as if they had been made so many days ago. */
const callsInto =
  (writer: AuditWriter) => (kind: "read" | "refusal", outcome: string, count: number, daysAgo: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        writer.write({
          requestId: "r",
          at: new Date(Date.now() - daysAgo * 86_400_000).toISOString(),
          kind,
          person: null,
          system: "ledger",
          tool: "ledger_get",
          outcome,
          facts: "{}",
          sealed: Buffer.alloc(0),
        }),
      ),
    );

export type PhaseWorld = Awaited<ReturnType<typeof openPhaseWorld>>;

/** The service of phases on a fresh database, with two administrators, a writer and an approver. */
export async function openPhaseWorld() {
  const server = await startTestDatabase();
  const database = openDatabase({ url: server.url });
  await migrate(database);
  const { pool } = database;
  const keys = auditKeysFrom(randomBytes(32).toString("base64"));
  const lines: { level: string; message: string }[] = [];
  const write = (level: string) => (_details: object, message: string) => void lines.push({ level, message });
  const log = { info: write("info"), warn: write("warn"), error: write("error") } as never;
  const writer = createAuditWriter({ url: server.url, key: keys.mac, log });
  let config = configWith();
  const catalogs = { ledger, shop: { ...ledger, id: "shop", title: "Shop" } };
  const needs: PhaseNeeds = {
    pool,
    config: () => config,
    policy: () => policyFrom(config, new Map([["one", "http://i"]])),
    catalogs,
    audit: { writer, keys },
    log,
  };
  const people = {
    mei: await addPerson(pool, "Mei", "it"),
    omar: await addPerson(pool, "Omar", "it"),
    wren: await addPerson(pool, "Wren", "writers"),
    ada: await addPerson(pool, "Ada", "approvers"),
  };
  const phases: Phases = createPhases(needs);
  return {
    ...people,
    url: server.url,
    pool,
    needs,
    phases,
    lines,
    person: (name: string, ...groups: string[]) => addPerson(pool, name, ...groups),
    configure: (more: object) => {
      config = configWith(more);
    },
    called: callsInto(writer),
    /** Proposed by one, confirmed by the other, with every missing item waived. */
    async open(wish: Partial<Wish> = {}) {
      const whole = { system: "ledger", phase: 2, reason: "month end", ticket: "IT-1", ...wish } as const;
      const { items } = await phases.report(whole.system, whole.phase, wish.role);
      const missing = items.filter(({ ok }) => !ok).map(({ name }) => [name, "for this test"]);
      const { id } = await phases.propose(people.mei, { waivers: Object.fromEntries(missing), ...whole });
      return phases.confirm(people.omar, id);
    },
    acts: async (tool: string) =>
      (
        await pool.query(
          "select person, system, facts from audit_row where kind = 'operation' and tool = $1 order by at, seq",
          [tool],
        )
      ).rows,
    async stop() {
      await writer.close();
      await database.close();
      await server.stop();
    },
  };
}

/** Everything that phase 2 of the ledger is opened on. */
export async function makeReady(world: PhaseWorld): Promise<void> {
  await world.called("read", "ok", 199, 20);
  await recordContract(world);
}

export const recordContract = (
  { pool, mei }: { pool: Pool; mei: Acting },
  { failed = 0, target = "sandbox", age = "1 day", hash = catalogHash(ledger) } = {},
) =>
  pool.query(
    `insert into contract_result (system, target, passed, failed, catalog_hash, ran_at, recorded_by)
     values ('ledger', $1, 40, $2, $3, now() - $4::interval, $5)`,
    [target, failed, hash, age, mei.person.id],
  );
