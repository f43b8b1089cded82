import { ledgerProduct } from "../changes/ledger-product.ts";
import { AMARA, INGRID, MEI, TOMAS } from "../changes/people.ts";
import type { Holds } from "./holds.ts";
import type { Kind, Vendor, Wish } from "./vendor.ts";

/** How long a gateway waits for the ledger: with two seconds more, as long as a killed one's request is nobody else's. */
export const TIMEOUT_MS = 1_000;

/** The ledger of `test/changes`: as many accounts as there are writes. */
export async function ledgerVendor(_: string, holds: Holds): Promise<Vendor> {
  const ledger = ledgerProduct();
  ledger.at("accepted", async (__, account) => {
    if ((await holds.at("accepted", account)) === "drop") throw new Error("the ledger gave it up");
  });
  const names = () => ledger.product.tools.map(({ name }) => name); // a list of its own for each: the file takes no aliases
  let accounts = 0;
  return {
    product: ledger.product,
    settings: { timeoutSeconds: TIMEOUT_MS / 1_000 },
    config: {
      roles: {
        asker: { title: "Askers", groups: ["gatehouse-finance"], tools: names(), perMinute: 100_000 },
        careful: {
          title: "Careful askers",
          groups: ["gatehouse-project-managers"],
          tools: names(),
          confirm: ["ledger_set_label"],
          perMinute: 100_000,
        },
        approver: {
          title: "Approvers",
          groups: ["gatehouse-operations", "gatehouse-hr"],
          tools: ["ledger_pay"],
        },
        it: { title: "IT", groups: ["gatehouse-it"], tools: ["ledger_get"] },
      },
    },
    env: {},
    people: { askers: [AMARA, TOMAS], approver: INGRID, administrator: MEI },
    prepare: async () => {},
    wish(kind: Kind): Wish {
      accounts += 1;
      const id = `${kind}-${accounts}`;
      const isPayment = kind === "approved";
      return {
        account: id,
        email: kind === "confirmed" ? TOMAS : AMARA,
        tool: isPayment ? "ledger_pay" : "ledger_set_label",
        arguments: isPayment ? { id, amount: 10, reason: "an invoice" } : { id, label: "paid" },
      };
    },
    look: ({ account }) => ({
      tool: "ledger_get",
      arguments: { id: account },
      shows: (text) => !text.includes('"new"'),
    }),
    timesWritten: (account) => ledger.effects.filter(({ id }) => id === account).length,
    effects: () => ledger.effects.length,
    edit(account) {
      const found = ledger.account(account);
      Object.assign(found, { label: "edited", paid: found.paid + 1 });
    },
    close: async () => {},
  };
}
