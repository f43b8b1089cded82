import { ToolError } from "@gatehouse/tool";
import { remember } from "@gatehouse/upstream";
import type { Calls } from "./calls.ts";
import { NO_ACCESS, WAY_ON } from "./errors.ts";
import { isLink, readLink } from "./links.ts";
import { checkedName } from "./names.ts";
import { type Library, librariesOf, type Site, siteAt } from "./sites.ts";

/** A site that is open, with its libraries. */
export type OpenSite = Site & { libraries: Library[] };

/**
 * What a service identity may be asked for: the sites that configuration names and nothing else, whoever asks and whatever
 * else the identity could open. Microsoft limits a service to what the service was granted, not to what the person who asks
 * may see, so without this list everybody would see all of it.
 */
export function createScope(openSites: readonly string[], hosts: readonly [string, ...string[]]) {
  const places = openSites.map((site) => placeOf(site, hosts));
  const remembered = remember<OpenSite[]>();

  async function open(calls: Calls, signal: AbortSignal): Promise<OpenSite[]> {
    const sites = await Promise.all(
      places.map(async ({ host, names }) => {
        try {
          const site = await siteAt(calls, { host, names, signal });
          return { ...site, libraries: await librariesOf(calls, site.id, signal) };
        } catch (error) {
          // One that was renamed or never granted leaves the others open.
          if (error instanceof ToolError && error.code === "not_found") return undefined;
          throw error;
        }
      }),
    );
    return sites.filter((site) => site !== undefined);
  }

  /** The sites that are open, asked for with calls that are not checked. */
  const sites = (calls: Calls, signal: AbortSignal) => remembered("sites", () => open(calls, signal));

  return {
    sites,
    /** Throws `not_found`, as for what does not exist, unless the path stays inside an open site or its libraries. */
    async check(calls: Calls, path: readonly string[], signal: AbortSignal): Promise<void> {
      const [collection, id] = path;
      // An address leads to an item whose library is checked before anything of it is told.
      if (collection === "shares") return;
      const all = await sites(calls, signal);
      if (collection === "sites" && all.some((site) => site.id === id)) return;
      if (collection === "drives" && all.some(({ libraries }) => hasDrive(libraries, id))) return;
      throw outside();
    },
  };
}

/** Addresses say where a site is; a bare name stands below `/sites`, and `root` for the root site. */
function placeOf(site: string, hosts: readonly [string, ...string[]]): { host: string; names: string[] } {
  if (site === "root") return { host: hosts[0], names: [] };
  if (!isLink(site)) return { host: hosts[0], names: ["sites", checkedName(site)] };
  const { host, names } = readLink(site, hosts);
  if (names) return { host, names };
  throw new Error(`"${site}" is no address of a site`);
}

export type Scope = ReturnType<typeof createScope>;

const hasDrive = (libraries: readonly Library[], id: string | undefined): boolean =>
  libraries.some(({ driveId }) => driveId === id);

/** The same words as for what is missing or hidden. */
export const outside = () => new ToolError("not_found", NO_ACCESS, { next: WAY_ON });
