import { type CatalogEntry, catalogEntry, type Tool } from "@gatehouse/tool";
import type { OwnApi } from "./own-api.ts";
import { whoami } from "./whoami.ts";

/** The gateway's own tools: declared like every other, answered here, granted to whoever has signed in. */
export type OwnTools = {
  entries: readonly CatalogEntry[];
  call(name: string, api: OwnApi): Promise<Record<string, unknown>>;
};

const CALL_MS = 5_000;

const TOOLS: readonly Tool<OwnApi>[] = [whoami];

export function createOwnTools(): OwnTools {
  const byName = new Map(TOOLS.map((tool) => [tool.name, tool]));
  return {
    entries: TOOLS.map((tool) => catalogEntry(tool as never)),
    async call(name, api) {
      const tool = byName.get(name);
      if (tool === undefined) throw new Error(`${name} is not a tool of the gateway`);
      const { id, email, roles } = api.identity;
      const page = { offset: 0, of: () => ({ items: [], returned: 0, has_more: false }) };
      const call = {
        api,
        input: {},
        caller: { id, email, roles },
        page,
        signal: AbortSignal.timeout(CALL_MS),
      };
      return tool.output.parse(await tool.handler(call)) as Record<string, unknown>;
    },
  };
}
