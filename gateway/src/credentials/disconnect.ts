import type { AccessEnder } from "../directory/access-ending.ts";
import type { Connections } from "./connections.ts";
import type { Revocations } from "./revocations.ts";
import type { Place } from "./vault.ts";

type Needs = { connections: Connections; revocations: Revocations };

/**
 * What became of a connection. `revoked`: the vendor ended it too. `deleted`: it has no way to be told. `untold`: it could not be
 * told yet, and gateways go on trying.
 */
export type Disconnected = "revoked" | "deleted" | "untold" | "none";

/**
 * Ends a connection, then tells the vendor where it can be told. From the first step on nothing here uses it, whatever the vendor
 * says and whenever the process dies.
 */
export async function disconnect(place: Place, { connections, revocations }: Needs): Promise<Disconnected> {
  const { existed, untold } = await connections.end(place, revocations.reaches(place.system));
  if (untold !== undefined) return revocations.tell(untold);
  return existed ? "deleted" : "none";
}

/**
 * Ends what somebody who lost their access had connected until then: their accounts, and what the company login gave. A vendor
 * that does not listen holds nothing up: what it is to be told is kept apart, and told later.
 */
export const accountEnder = (needs: Needs): AccessEnder => ({
  what: "accounts at vendors",
  async end(person, until) {
    const rows = await needs.connections.of(person);
    const ended = rows.filter(({ connectedAt }) => connectedAt <= until);
    await Promise.all(ended.map(({ system }) => disconnect({ person, system }, needs)));
  },
  leftovers: () => needs.connections.ofInactive(),
});
