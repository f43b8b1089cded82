import type { CatalogEntry } from "@gatehouse/tool";
import { cardMeta, showsCards } from "../card/card-resource.ts";
import { hasCard } from "../card/has-card.ts";
import { withRequest } from "../changes/pending-answer.ts";
import type { Call, Endpoint } from "../exchange.ts";
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
 * The `tools/list` result for these rights, serialised once for each endpoint, era and whether the client shows cards, as long as the
 * tools stay the same, in one page, ordered by name so that equal rights give equal bytes.
 */
export function toolList(endpoint: Endpoint, call: Call, rights: Rights, systems: Systems): Buffer {
  const { era } = call;
  const hasCards = showsCards(call);
  const key = `${endpoint.path} ${era}${hasCards ? " cards" : ""}`;
  const { tools: all } = systems;
  const kept = rights.lists.get(key);
  if (kept?.of === all) return kept.list;
  const tools = all
    .filter(
      (tool) =>
        tool.pin?.isListed !== false && isShownAt(endpoint, tool) && isListed(decisionOn(tool, rights)),
    )
    .map((tool) => listed(tool, hasCards && hasCard(tool, rights)));
  const list = Buffer.from(JSON.stringify({ tools, ...(era === "modern" && CACHING) }));
  rights.lists.set(key, { of: all, list });
  return list;
}

/** A catalog entry without what is the gateway's own business: phase, risk, labels, example, and headers to its system. */
function listed({ entry, mirrored, system }: KnownTool, withCard: boolean): Partial<CatalogEntry> {
  const { name, title, description, annotations, outputSchema } = entry;
  const inputSchema = withoutMarks(entry.inputSchema, mirrored);
  const promised = outputSchema && (entry.risk === "read" ? outputSchema : withRequest(outputSchema));
  return {
    name,
    title,
    description,
    annotations,
    inputSchema,
    ...(promised && { outputSchema: promised }),
    ...(withCard && { _meta: cardMeta(system) }),
  };
}
