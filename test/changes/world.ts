import { randomUUID } from "node:crypto";
import { openProducts } from "../support/open-products.ts";
import { openPhase } from "../support/phases.ts";
import { ledgerProduct } from "./ledger-product.ts";

export { AMARA, INGRID, MEI, PRIYA, TOMAS } from "./people.ts";

type Options = {
  phase?: 1 | 2 | 3;
  config?: Record<string, unknown>;
  timeoutSeconds?: number;
  /** Of the ledger, in the configuration. */
  settings?: Record<string, unknown>;
  /** With the tool whose field not everybody may see. */
  hasNumbers?: boolean;
};

/** A ledger behind a gateway, with people who ask, who confirm first, who approve and who administer. */
export async function openWorld({
  phase = 3,
  config = {},
  timeoutSeconds = 5,
  settings = {},
  hasNumbers = false,
}: Options = {}) {
  const ledger = ledgerProduct({ hasNumbers });
  const own = hasNumbers ? ["ledger_set_number"] : [];
  const tools = () => ["ledger_get", "ledger_set_label", "ledger_pay", ...own]; // a list of its own for each: the file takes no aliases
  const house = await openProducts({
    products: [ledger.product],
    scope: "mcp:read mcp:write offline_access",
    settings: {
      timeoutSeconds,
      settleSeconds: 2,
      approvals: [
        { approvers: ["approver"], count: 1 },
        { approvers: ["approver"], count: 2, above: 50_000 },
      ],
      ...settings,
    },
    config: {
      roles: {
        asker: { title: "Askers", groups: ["gatehouse-finance"], tools: tools() },
        careful: {
          title: "Careful askers",
          groups: ["gatehouse-project-managers"],
          tools: tools(),
          confirm: ["ledger_set_label"],
        },
        approver: {
          title: "Approvers",
          groups: ["gatehouse-operations", "gatehouse-hr"],
          tools: ["ledger_get", "ledger_pay"],
        },
        it: { title: "IT", groups: ["gatehouse-it"], tools: ["ledger_get"] },
      },
      administrators: { roles: ["it"] },
      ...config,
    },
  });
  const openers = [randomUUID(), randomUUID()];
  if (phase >= 2) await openPhase(house.database.url, "ledger", 2, { openers });
  if (phase >= 3) await openPhase(house.database.url, "ledger", 3, { openers });
  return { ...house, ledger };
}

export type World = Awaited<ReturnType<typeof openWorld>>;
