import { invalidContent } from "../../errors.ts";
import type { Row } from "../../store.ts";
import type { RecordContext, Sublist } from "../record-definition.ts";
import { showReference } from "../show-value.ts";

const fields = ["addr1", "city", "state", "zip", "country"];

/** The table a row of a business partner came from, by what only that table has. */
const tableOf = (row: Row): string =>
  "is1099eligible" in row ? "vendor" : "salesrep" in row ? "customer" : "contact";

/** One address per business partner; more are not modelled. */
export const addressBook: Sublist = {
  items(row) {
    if (row.addr1 === null || row.addr1 === undefined) return [];
    const { addr1, city, state, zip, country } = row;
    const address = { addr1, city, state, zip, country: { id: country, refName: country } };
    const addrText = `${addr1}\n${city} ${state} ${zip}\n${country}`;
    return [
      {
        links: [],
        id: "1",
        internalId: 1,
        label: "Main",
        defaultBilling: true,
        defaultShipping: true,
        addressBookAddress: { links: [], ...address, addrText },
      },
    ];
  },
  write(row, items, _replace, { account }) {
    const changes: Row = {};
    const address = items[0]?.addressBookAddress ?? {};
    for (const [name, value] of Object.entries(address as Record<string, unknown>)) {
      if (name === "links" || name === "addrText") continue;
      const path = `addressBook.items[0].addressBookAddress.${name}`;
      const bare = typeof value === "object" && value !== null && "id" in value ? value.id : value;
      const isText = bare === null || typeof bare === "string";
      if (!fields.includes(name) || !isText)
        throw invalidContent(`Invalid property '${name}' of an address.`, path);
      changes[name] = bare;
    }
    if (Object.keys(changes).length > 0) account.store.update(tableOf(row), [row.id ?? null], changes);
  },
};

export const contactList: Sublist = {
  items: (row: Row, { account, base }: RecordContext) =>
    account.store
      .rows("SELECT id FROM contact WHERE company = ? ORDER BY id", row.id ?? null)
      .map(({ id }) => ({ links: [], contact: showReference(String(id), "contact", account.store, base) })),
};
