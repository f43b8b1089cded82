import type { NetSuiteSimulator } from "@gatehouse/netsuite/simulator";
import { AMARA, INGRID, MEI, PRIYA, TOMAS } from "../changes/people.ts";
import { connectAccount } from "../support/connect-account.ts";
import { netSuiteFor } from "../support/netsuite-for.ts";
import type { Holds } from "./holds.ts";
import type { Kind, Vendor, Wish } from "./vendor.ts";

const UPDATE = "netsuite_update_contact_info";
const DECIDE = "netsuite_decide_approval";
const LOOK = "netsuite_get_party";

/** More than are ever held at once, so that a held write stops nobody else's: the account's own limit is not what is tested. */
const AT_ONCE = 20;

/** Each under an account of their own at NetSuite. */
const ASKERS = [AMARA, TOMAS, INGRID];

/**
 * NetSuite's simulator: contacts of the demo company get another title, and purchase orders that wait for Ingrid Solberg are
 * approved. Orders are sent back to her once all have been through.
 */
export async function netSuiteVendor(publicUrl: string, holds: Holds): Promise<Vendor> {
  const netsuite = await netSuiteFor(publicUrl, { concurrency: AT_ONCE });
  const { product, simulator, wire, settings, config, env, close } = netsuite;
  simulator.switches.concurrencyLimit = AT_ONCE;
  wire.before = async ({ method, path }) => {
    const id = method === "PATCH" ? path.split("/").at(-1) : undefined;
    const isDropped = id !== undefined && (await holds.at("accepted", id)) === "drop";
    return isDropped ? new Response(null, { status: 503 }) : undefined;
  };
  const contacts = ringOf(simulator.company.contacts.map(({ id }) => id));
  const orders = ringOf(ordersOf(simulator.planted));
  let wishes = 0;
  return {
    product,
    settings: { timeoutSeconds: 2, ...settings },
    config: { ...config, roles: ROLES },
    env,
    people: { askers: ASKERS, approver: PRIYA, administrator: MEI },
    async prepare(url) {
      for (const email of ASKERS) {
        const said = await connectAccount(url, product.system.id, email);
        if (!said.includes("Connected as")) throw new Error(said);
      }
    },
    wish(kind: Kind): Wish {
      wishes += 1;
      if (kind === "approved") return approval(simulator, orders(), wishes);
      const id = contacts();
      const changes = { title: `Buyer ${wishes}` };
      const email = kind === "confirmed" ? TOMAS : AMARA;
      return { account: id, email, tool: UPDATE, arguments: { kind: "contact", id, changes } };
    },
    look: ({ account, arguments: given }) => ({
      tool: LOOK,
      arguments: { kind: "contact", id: account },
      shows: (text) => text.includes(`"${(given.changes as { title: string }).title}"`),
    }),
    // Contacts and orders have no number in common.
    timesWritten: (account) => simulator.effects.filter(({ id }) => id === account).length,
    effects: () => simulator.effects.length,
    edit(id) {
      const isOrder = simulator.planted.pendingOrders.includes(id);
      if (isOrder) simulator.edit({ recordType: "purchaseOrder", id, values: { memo: "edited" } });
      else simulator.edit({ recordType: "contact", id, values: { title: "edited" } });
    },
    close,
  };
}

/** The next of them each time, and the first one after the last. */
function ringOf(ids: readonly string[]): () => string {
  let turn = 0;
  return () => {
    const id = ids[turn % ids.length] ?? "";
    turn += 1;
    return id;
  };
}

/** How many of the planted orders, the first ones, wait for Ingrid Solberg. */
const HERS = 26;

/** Hers that she may approve. */
function ordersOf({ pendingOrders, ...planted }: NetSuiteSimulator["planted"]): string[] {
  const blocked = new Set([...planted.overApproverLimit, ...planted.onInactiveVendor, planted.ownRequest]);
  return pendingOrders.slice(0, HERS).filter((id) => !blocked.has(id));
}

/** The order is new to her: whatever was decided on it before is taken back in NetSuite, which counts as nobody's effect. */
function approval(simulator: NetSuiteSimulator, id: string, number: number): Wish {
  simulator.edit({
    recordType: "purchaseOrder",
    id,
    values: { approvalStatus: { id: "1" }, memo: `Sent again, ${number}` },
  });
  const reason = `Within the estimate, ${number}`;
  return {
    account: id,
    email: INGRID,
    tool: DECIDE,
    arguments: { kind: "purchase_order", id, decision: "approve", reason },
  };
}

const BOTH = () => [UPDATE, DECIDE, LOOK]; // a list of its own for each: the file takes no aliases

const ROLES = {
  asker: {
    title: "Askers",
    groups: ["gatehouse-finance", "gatehouse-operations"],
    tools: BOTH(),
    sees: ["personal"],
    perMinute: 100_000,
  },
  careful: {
    title: "Careful askers",
    groups: ["gatehouse-project-managers"],
    tools: BOTH(),
    confirm: [UPDATE],
    sees: ["personal"],
    perMinute: 100_000,
  },
  approver: { title: "Approvers", groups: ["gatehouse-hr"], tools: [DECIDE] },
  it: { title: "IT", groups: ["gatehouse-it"], tools: [LOOK] },
};
