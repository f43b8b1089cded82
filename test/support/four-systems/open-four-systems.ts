import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { HouseSystem } from "../house.ts";
import { type AnyProduct, openProducts } from "../open-products.ts";
import { simulatedBambooHr } from "./bamboohr.ts";
import { simulatedNetSuite } from "./netsuite.ts";
import { simulatedSalesforce } from "./salesforce.ts";
import { simulatedSharePoint } from "./sharepoint.ts";

export const SYSTEM_IDS = ["netsuite", "salesforce", "sharepoint", "bamboohr"] as const;

type Role = {
  title: string;
  groups: string[];
  tools: string[];
  sees?: string[];
  perMinute?: number;
  rules?: Record<string, unknown>;
};
type Roles = Record<string, Role>;

type Options = {
  /** Further products behind the same gateway. */
  fixtures?: readonly AnyProduct[];
  /** Made from the roles that ship, whose limits per minute are lifted already. */
  roles?: (shipped: Roles) => Roles;
  /** Who SharePoint is read as: the service, whose limits are the server's own to keep, unless said otherwise. */
  sharepointAs?: "service" | "person";
  /** Of each system, such as its `timeoutSeconds`. */
  settings?: HouseSystem["settings"];
};

export type FourSystems = Awaited<ReturnType<typeof openFourSystems>>;

/**
 * The four servers with their simulators behind one gateway, in this process, under the roles that ship. Everything goes
 * over HTTP: from the caller to the gateway, to the servers, and to the simulators.
 */
export async function openFourSystems(options: Options = {}) {
  const { fixtures = [], roles = (shipped) => shipped, sharepointAs = "service", settings } = options;
  const [netsuite, salesforce, sharepoint, bamboohr] = await Promise.all([
    simulatedNetSuite(),
    simulatedSalesforce(),
    simulatedSharePoint(sharepointAs),
    simulatedBambooHr(),
  ]);
  const simulated = { netsuite, salesforce, sharepoint, bamboohr };
  const house = await openProducts({
    products: [...Object.values(simulated).map(({ product }) => product), ...fixtures],
    config: { roles: roles(shippedRoles()) },
    settings,
  });
  return {
    ...house,
    ...simulated,
    async stop() {
      await house.stop();
      await Promise.all(Object.values(simulated).map(({ close }) => close()));
    },
  };
}

/** The roles of the file that ships. How often one may call is another rule, and would end a table of calls before its last row. */
function shippedRoles(): Roles {
  const file = path.resolve(import.meta.dirname, "..", "..", "..", "gatehouse.yaml");
  const { roles } = parse(readFileSync(file, "utf8")) as { roles: Roles };
  return Object.fromEntries(
    Object.entries(roles).map(([name, role]) => [name, { ...role, perMinute: 100_000 }]),
  );
}
