import type { CatalogEntry } from "@gatehouse/tool";
import { argumentChecks } from "./arguments.ts";
import type { Catalog } from "./catalog.ts";
import { type Connection, connectTo } from "./connection.ts";
import { definitionHash, type KnownTool } from "./known-tool.ts";
import { mirroredArguments } from "./mirrored-arguments.ts";
import { promiseChecks } from "./promised.ts";

export type System = {
  id: string;
  title: string;
  contact: string;
  timeoutMs: number;
  relays: boolean;
  tools: readonly KnownTool[];
  connection: Connection;
};

type Entry = {
  catalog: Catalog;
  url: string;
  contact: string;
  timeoutMs: number;
  connections: number;
  relays: boolean;
};

/** The systems behind the door and one map of every tool there is, by its exact name. */
export type Systems = {
  all: readonly System[];
  get(id: string): System | undefined;
  tool(name: string): KnownTool | undefined;
  /** Every tool, the gateway's own included, ordered by name. */
  tools: readonly KnownTool[];
  close(): Promise<void>;
};

/** Connects nothing yet: connections open with the first call. `own` are the gateway's tools. */
export function createSystems(
  entries: Readonly<Record<string, Entry>>,
  own: readonly CatalogEntry[],
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
  });
  const all = Object.entries(entries).map(
    ([id, { catalog, url, contact, timeoutMs, connections, relays }]): System => {
      const tools = catalog.tools.map((entry) => known(entry as CatalogEntry, id));
      return {
        id,
        title: catalog.title,
        contact,
        timeoutMs,
        relays,
        tools,
        connection: connectTo(url, connections),
      };
    },
  );
  const systems = new Map(all.map((system) => [system.id, system]));
  const tools = new Map(
    all.flatMap((system) => system.tools.map((tool) => [tool.entry.name, tool] as const)),
  );
  for (const entry of own) tools.set(entry.name, known(entry, undefined));
  const ordered = [...tools.values()].sort((a, b) => (a.entry.name < b.entry.name ? -1 : 1));
  return {
    all,
    tools: ordered,
    get: (id) => systems.get(id),
    tool: (name) => tools.get(name),
    close: async () => void (await Promise.all(all.map(({ connection }) => connection.close()))),
  };
}
