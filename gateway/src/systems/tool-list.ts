import type { CatalogEntry } from "@gatehouse/tool";
import type { Endpoint } from "../exchange.ts";
import type { Era } from "../protocol/versions.ts";
import { isListed } from "../rules/decide.ts";
import { decisionOn } from "../rules/decision-on.ts";
import type { Rights } from "../rules/rights.ts";
import type { KnownTool } from "./known-tool.ts";
import { withoutMarks } from "./mirrored-arguments.ts";
import { isShownAt } from "./relay.ts";
import type { Systems } from "./systems.ts";

/** How long a client may keep a list. It may hold tools by role, so no shared cache may (2026-07-28, server/caching). */
const CACHING = { ttlMs: 60_000, cacheScope: "private", resultType: "complete" } as const;

/**
 * The `tools/list` result for these rights, serialised once for each endpoint and era, in one page, ordered by name so
 * that equal rights give equal bytes.
 */
export function toolList(endpoint: Endpoint, era: Era, rights: Rights, systems: Systems): Buffer {
  const key = `${endpoint.path} ${era}`;
  const found = rights.lists.get(key);
  if (found !== undefined) return found;
  const tools = systems.tools
    .filter((tool) => isShownAt(endpoint, tool) && isListed(decisionOn(tool, rights)))
    .map(listed);
  const list = Buffer.from(JSON.stringify({ tools, ...(era === "modern" && CACHING) }));
  rights.lists.set(key, list);
  return list;
}

/** A catalog entry without what is the gateway's own business: phase, risk, labels, example, and headers to its system. */
function listed({ entry, mirrored }: KnownTool): Partial<CatalogEntry> {
  const { name, title, description, annotations, outputSchema } = entry;
  const inputSchema = withoutMarks(entry.inputSchema, mirrored);
  return { name, title, description, annotations, inputSchema, ...(outputSchema && { outputSchema }) };
}
