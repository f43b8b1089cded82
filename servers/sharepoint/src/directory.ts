import type { Calls } from "./calls.ts";
import { isSameName } from "./names.ts";
import { outside, type Scope } from "./scope.ts";
import { findSites, type Library, librariesOf, type Site, siteAt } from "./sites.ts";

type Address = { host: string; names: readonly string[]; signal: AbortSignal };

/** Which sites there are, for whoever asks. */
export type Directory = {
  find(
    text: string | undefined,
    wanted: number,
    signal: AbortSignal,
  ): Promise<{ sites: Site[]; isCut: boolean }>;
  /** The site at an address. */
  at(address: Address): Promise<Site>;
  /** The site of this name or title; `undefined` where none has it, several where more than one does. */
  named(name: string, signal: AbortSignal): Promise<Site[]>;
  libraries(siteId: string, signal: AbortSignal): Promise<Library[]>;
};

const isNamed =
  (name: string) =>
  (site: Site): boolean =>
    isSameName(site.name, name) || isSameName(site.title, name);

/** The sites that a person may see, as SharePoint itself shows them. */
export function tenantDirectory(calls: Calls, host: string): Directory {
  return {
    find: (text, wanted, signal) => findSites(calls, wordsOf(text), wanted, signal),
    at: ({ host: at, names, signal }) => siteAt(calls, { host: at, names, signal }),
    async named(name, signal) {
      // The address is exact and the search is not; a site made a minute ago stands only at its address.
      if (/^[\w-]+$/.test(name)) {
        const found = await siteAt(calls, { host, names: ["sites", name], signal }).catch(unlessNotFound);
        if (found) return [found];
      }
      const { sites } = await findSites(calls, wordsOf(name), SEARCHED, signal);
      return sites.filter(isNamed(name));
    },
    libraries: (siteId, signal) => librariesOf(calls, siteId, signal),
  };
}

/** The sites that configuration opens to everybody. */
export function openDirectory(scope: Scope, unchecked: Calls): Directory {
  return {
    async find(text, _wanted, signal) {
      const words = (text ?? "").toLowerCase().split(/\s+/);
      const sites = await scope.sites(unchecked, signal);
      const isMatch = ({ name, title }: Site) => {
        const said = `${name} ${title}`.toLowerCase();
        return words.every((word) => said.includes(word));
      };
      return { sites: sites.filter(isMatch), isCut: false };
    },
    async at({ host, names, signal }) {
      const sites = await scope.sites(unchecked, signal);
      const found = sites.find(({ url }) => isAt(url, host, names));
      if (found) return found;
      throw outside();
    },
    named: async (name, signal) => (await scope.sites(unchecked, signal)).filter(isNamed(name)),
    async libraries(siteId, signal) {
      const sites = await scope.sites(unchecked, signal);
      const found = sites.find(({ id }) => id === siteId);
      if (found) return found.libraries;
      throw outside();
    },
  };
}

const SEARCHED = 200;

/** Only words: signs mean nothing to this search [recalled], and `*` alone finds every site. */
const wordsOf = (text: string | undefined): string =>
  text?.match(/[\p{L}\p{N}][\p{L}\p{N}_-]*/gu)?.join(" ") ?? "*";

function isAt(url: string, host: string, names: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, pathname } = new URL(url);
  const own = pathname.split("/").filter((name) => name !== "");
  return (
    hostname === host &&
    own.length === names.length &&
    own.every((name, index) => isSameName(decodeURI(name), names[index]))
  );
}

function unlessNotFound(error: unknown): undefined {
  if ((error as { code?: unknown } | null)?.code !== "not_found") throw error;
  return undefined;
}
