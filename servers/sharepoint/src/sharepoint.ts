import { randomBytes } from "node:crypto";
import { type Caller, toolFor } from "@gatehouse/tool";
import { createDownloads, type TokenSource } from "@gatehouse/upstream";
import { createCalls } from "./calls.ts";
import { openDirectory, tenantDirectory } from "./directory.ts";
import { createFiles, type Reading } from "./files.ts";
import { findPlace } from "./find-place.ts";
import { createHandles, type Thing } from "./handles.ts";
import { createInheritance } from "./inheritance.ts";
import type { Item } from "./items.ts";
import { LIMITS } from "./limits.ts";
import { createMemory, type Place, type World } from "./places.ts";
import { createScope, outside } from "./scope.ts";
import { system } from "./system.ts";

export type SharePointOptions = {
  /** `https://graph.microsoft.com`, a national cloud's, or a simulator. */
  origin: string;
  tokens: TokenSource;
  /** The company's own SharePoint hosts; an address elsewhere, and so another tenant's, is refused. */
  hosts: readonly [string, ...string[]];
  /** Sites that a service identity may open, by name or address. Needed for one, unused for a person's own identity. */
  openSites?: readonly string[];
  /** Hosts that files are fetched from, exact or by suffix. */
  downloadHosts?: readonly string[];
  /** Makes handles; replicas share it. A random one lasts as long as the process. */
  handleKey?: Buffer;
  /** Ids of sensitivity labels whose files may be read; none unless named, any for `*`. */
  readableLabels?: readonly string[];
  fileBytesMax?: number;
  unitsPerMinute?: number;
  /** The day for "the last week"; the real one unless given. */
  now?: () => Date;
  timeoutMs?: number;
  backoffMs?: readonly number[];
};

export type SharePoint = ReturnType<ReturnType<typeof createSharePoint>>;
/** A site of the demo company, for examples: addresses stand in this file alone. */
export const DEMO_SITE = "https://halden.sharepoint.com/sites/J-25033";

export const defineTool = toolFor<SharePoint>();

/**
 * One tenant's SharePoint, through Microsoft Graph. The function it returns gives the API of one caller. With a person's own
 * token Microsoft decides what they see. A service identity sees more than the person who asks, so it opens only the sites
 * that are named here, in them nothing that was granted to fewer people than its site, and does not search; without any it does
 * not start.
 */
export function createSharePoint(options: SharePointOptions) {
  const { origin, tokens, hosts, openSites = [], now = () => new Date() } = options;
  if (tokens.identity === "service" && openSites.length === 0)
    throw new Error("a service identity needs the list of sites it may open");
  const { unitsPerMinute = LIMITS.unitsPerMinute, timeoutMs, backoffMs } = options;
  const { allowance, callsOf } = createCalls({ origin, tokens, unitsPerMinute, timeoutMs, backoffMs });
  const bytesMax = options.fileBytesMax ?? LIMITS.fileBytes;
  const downloads = createDownloads({
    title: system.title,
    allowedHosts: options.downloadHosts ?? [".sharepoint.com"],
    bytesMax,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const files = createFiles({ downloads, bytesMax, readableLabels: options.readableLabels ?? [] });
  const handles = createHandles(options.handleKey ?? randomBytes(32));
  const aroundFor = createMemory();
  const scope = tokens.identity === "service" ? createScope(openSites, hosts) : undefined;
  const inheritance = createInheritance();

  const apiFor = (caller: Caller) => {
    const unchecked = callsOf(caller);
    const calls = scope ? callsOf(caller, (path, signal) => scope.check(unchecked, path, signal)) : unchecked;
    // The service's memory and files may be everybody's, because what they hold is open to everybody.
    const identity = scope ? "service" : `person ${caller.id}`;
    const world: World = {
      calls,
      directory: scope ? openDirectory(scope, unchecked) : tenantDirectory(calls, hosts[0]),
      around: aroundFor(calls, identity),
      hosts,
      isTrimmed: scope === undefined,
    };
    /** Whether everybody who may open the site may open this too; of a person's own identity Microsoft has seen to it. */
    const isOpen = async (item: Item, signal: AbortSignal): Promise<boolean> =>
      world.isTrimmed || inheritance.isItemOpen(calls, item, signal);
    /** Throws `not_found` for a file, folder or library that a service may not show to everybody. */
    const admit = async <P extends Place>(place: P, signal: AbortSignal): Promise<P> => {
      if (world.isTrimmed) return place;
      const isClosed =
        (place.kind === "item" && !(await inheritance.isItemOpen(calls, place.item, signal))) ||
        (place.kind === "library" &&
          !(await inheritance.isLibraryOpen(calls, place.library.driveId, signal)));
      if (isClosed) throw outside();
      return place;
    };
    return {
      ...world,
      isOpen,
      admit,
      caller,
      now,
      /** What a ref, an address or a path stands for. */
      find: async (text: string, signal: AbortSignal) =>
        admit(await findPlace(world, handles, text, signal), signal),
      /** The handle of a thing for this caller, and back. */
      refOf: (thing: Thing): string => handles.of(caller.id, thing),
      thingOf: (handle: string): Thing => handles.open(caller.id, handle),
      /** The text of a file whose item was read just before. */
      readFile: (reading: Omit<Reading, "calls" | "identity">) => files.read({ ...reading, calls, identity }),
      /** A file's sensitivity label, and what stands against reading it. */
      look: (item: Item, signal: AbortSignal) => files.look(calls, item, signal),
    };
  };
  return Object.assign(apiFor, { allowance });
}
