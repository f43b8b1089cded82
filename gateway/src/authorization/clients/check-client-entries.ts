import { WEB_CLIENT_ID } from "../own-client.ts";
import { redirectFault } from "../redirect-policy.ts";
import type { ClientsConfig } from "./config.ts";
import { KNOWN_CLIENTS, PUBLISHED_CLIENTS } from "./known-clients.ts";

/** Tells `wrong` of ids that two clients have and of redirects that nobody may have, for all that stands in the configuration. */
export function checkClientEntries(
  { known, own, machines }: ClientsConfig,
  wrong: (where: readonly PropertyKey[], reason: string) => void,
): void {
  const owners = new Map<string, string>([
    [WEB_CLIENT_ID, "the gateway's own pages"],
    ...PUBLISHED_CLIENTS.map(({ clientId, name }): [string, string] => [clientId, name]),
  ]);
  const claim = (id: string, name: string, where: readonly PropertyKey[]) => {
    const owner = owners.get(id);
    if (owner !== undefined) wrong(where, `the id ${id} is that of ${owner} already`);
    owners.set(id, name);
  };
  known.forEach(({ id }, index) => {
    claim(KNOWN_CLIENTS[id].clientId, KNOWN_CLIENTS[id].name, ["clients", "known", index]);
  });
  own.forEach(({ id, name, redirectUris }, index) => {
    const where = ["clients", "own", index];
    claim(id, name, where);
    redirectUris.forEach((uri, at) => {
      const fault = redirectFault(uri);
      if (fault) wrong([...where, "redirectUris", at], `${uri} ${fault}`);
    });
  });
  machines.forEach(({ id, name }, index) => {
    claim(id, name, ["clients", "machines", index]);
  });
}
