import type { CatalogEntry } from "@gatehouse/tool";
import type { ThirdPartySystem } from "../third-party/third-party-system.ts";
import { argumentChecks } from "./arguments.ts";
import type { Catalog } from "./catalog.ts";
import { type Connection, connectTo } from "./connection.ts";
import { definitionHash, type KnownTool } from "./known-tool.ts";
import { mirroredArguments } from "./mirrored-arguments.ts";
import { promiseChecks } from "./promised.ts";

export type SystemFacts = {
  id: string;
  title: string;
  contact: string;
  timeoutMs: number;
  /** How long after that a write that was sent may still take effect there. */
  settleMs: number;
  relays: boolean;
  /** Of a third party's another list whenever they have changed. */
  tools: readonly KnownTool[];
};

/** A server of ours takes the gateway's assertion, steps and `_meta`; somebody else's gets a plain call and nothing of ours. */
export type System = (SystemFacts & { kind: "own"; connection: Connection }) | ThirdPartySystem;

type Entry = {
  catalog: Catalog;
  url: string;
  contact: string;
  timeoutMs: number;
  settleMs: number;
  connections: number;
  relays: boolean;
};

/** A tool of the gateway's own. */
export type OwnEntry = CatalogEntry & { isForWrites: boolean };

/** The systems behind the door and one map of every tool there is, by its exact name. */
export type Systems = {
  all: readonly System[];
  get(id: string): System | undefined;
  tool(name: string): KnownTool | undefined;
  /** Every tool, the gateway's own included, ordered by name; another list whenever any of them has changed. */
  tools: readonly KnownTool[];
  close(): Promise<void>;
};

/**
 * Connects nothing yet: connections open with the first call. `own` are the gateway's tools; names that two would claim were
 * refused with the configuration.
 */
export function createSystems(
  entries: Readonly<Record<string, Entry>>,
  own: readonly OwnEntry[],
  thirdParties: readonly ThirdPartySystem[] = [],
): Systems {
  const checkArguments = argumentChecks();
  const checkPromise = promiseChecks();
  const compiled = <Check>(name: string, which: "input" | "output", compile: () => Check): Check => {
    try {
      return compile();
    } catch (cause) {
      throw new Error(`${name}: its ${which} schema cannot be used: ${(cause as Error).message}`, { cause });
    }
  };
  const known = (entry: CatalogEntry, system: string | undefined): KnownTool => ({
    entry,
    system,
    definitionHash: definitionHash(entry),
    fits: compiled(entry.name, "input", () => checkArguments(entry.inputSchema)),
    promised: compiled(entry.name, "output", () => checkPromise(entry.outputSchema)),
    mirrored: mirroredArguments(entry.inputSchema),
    hasPreview: true,
    pin: undefined,
  });
  const ours = Object.entries(entries).map(
    ([id, { catalog, url, contact, timeoutMs, settleMs, connections, relays }]): System => {
      const tools = catalog.tools.map((entry) => known(entry as CatalogEntry, id));
      return {
        kind: "own",
        id,
        title: catalog.title,
        contact,
        timeoutMs,
        settleMs,
        relays,
        tools,
        connection: connectTo(url, connections),
      };
    },
  );
  const all = [...ours, ...thirdParties];
  const systems = new Map(all.map((system) => [system.id, system]));
  const ownTools = own.map(({ isForWrites, ...entry }) => ({ ...known(entry, undefined), isForWrites }));
  let tools = new Map<string, KnownTool>();
  let ordered: readonly KnownTool[] = [];
  const gather = () => {
    ordered = [...all.flatMap((system) => system.tools), ...ownTools].sort((a, b) =>
      a.entry.name < b.entry.name ? -1 : 1,
    );
    tools = new Map(ordered.map((tool) => [tool.entry.name, tool]));
  };
  gather();
  for (const system of thirdParties) system.onTools(gather);
  return {
    all,
    get tools() {
      return ordered;
    },
    get: (id) => systems.get(id),
    tool: (name) => tools.get(name),
    close: async () => void (await Promise.all(all.map(({ connection }) => connection.close()))),
  };
}
