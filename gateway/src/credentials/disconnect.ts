import type { AccountLink } from "@gatehouse/upstream";
import type { AccessEnder } from "../directory/access-ending.ts";
import type { Log } from "../observe/log.ts";
import type { Connections } from "./connections.ts";
import type { Place } from "./vault.ts";

type Needs = { connections: Connections; links: ReadonlyMap<string, AccountLink>; log: Log };

/** `revoked`: the vendor ended it too. `deleted`: it has no way to be told, or did not listen. */
export type Disconnected = "revoked" | "deleted" | "none";

/** Deletes a connection, then tells the vendor where it can be told. What is deleted here is gone, whatever the vendor says. */
export async function disconnect(place: Place, { connections, links, log }: Needs): Promise<Disconnected> {
  const removed = await connections.remove(place);
  if (removed === undefined) return "none";
  const { refreshToken } = removed.credential ?? {};
  const link = links.get(place.system);
  if (refreshToken === undefined || link === undefined) return "deleted";
  try {
    return (await link.revoke(refreshToken)) ? "revoked" : "deleted";
  } catch (error) {
    const { name, message } = error as Error;
    log.warn({ ...place, cause: { name, message } }, "a vendor did not take a revocation");
    return "deleted";
  }
}

/**
 * Ends what somebody who lost their access had connected until then: their accounts, and what the company login gave. Deleting is
 * what may be repeated; a vendor is told once.
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
