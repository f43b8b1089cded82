import type { AddressInfo } from "node:net";
import { type Gateway, openGateway, readConfig, settingsFrom } from "@gatehouse/gateway";
import pg from "pg";
import { fastCatalog, fastServer, type Seen } from "../support/fast-server.ts";
import { type House, openHouse } from "../support/house.ts";
import type { LoginKind, OpenLogin } from "../support/logins.ts";

/** Somebody in Finance, and somebody in Operations. */
export const AMARA = "amara.osei@halden.example";
export const INGRID = "ingrid.solberg@halden.example";

/** A house with the fast system, and everything that system saw. */
export type World = House & {
  seen: Seen[];
  /** Rows of the house's database. */
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
};

export async function openWorld(
  config: Record<string, unknown> = {},
  env: Record<string, string> = {},
  login: LoginKind | OpenLogin = "oidc",
): Promise<World> {
  const seen: Seen[] = [];
  const upstream = fastServer((request) => seen.push(request));
  await new Promise<void>((done) => upstream.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const house = await openHouse({ systems: { fast: { catalog: fastCatalog, url } }, config, env, login });
  return {
    ...house,
    seen,
    query: querier(house),
    async stop() {
      await house.stop();
      upstream.close();
    },
  };
}

/** One query on a connection of its own: the tests ask seldom, and the gateway's connections stay untouched. */
export const querier =
  ({ database }: Pick<House, "database">): World["query"] =>
  async (text, values = []) => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  };

const SILENT = { info() {}, warn() {}, error() {} };

/** A second gateway process's worth: same keys, configuration, database and public address, a port of its own. */
export function openReplica(house: House, env: Record<string, string> = {}): Promise<Gateway> {
  const checked = readConfig(house.configFile);
  const settings = settingsFrom(checked, { ...house.env, GATEHOUSE_PORT: "0", ...env });
  return openGateway(checked, settings, SILENT as never);
}
