import { phaseOf } from "../rules/decision-on.ts";
import type { Rights } from "../rules/rights.ts";
import type { KnownTool } from "../systems/known-tool.ts";

/** Of the gateway's own tools: what a card is made for, and what a card itself calls. */
const SHOWING = "gatehouse_get_request";
const CALLED_BY_CARDS: ReadonlySet<string> = new Set([SHOWING, "gatehouse_withdraw"]);

/** Whether this tool's answers are shown as a card: that of a request, and of what these rights may have to wait for. */
export const hasCard = (tool: KnownTool, rights: Rights): boolean =>
  tool.system === undefined ? tool.entry.name === SHOWING : mayWait(tool, rights);

/** Whether this tool's answers speak of a request to a card. */
export const tellsCard = (tool: KnownTool, rights: Rights): boolean =>
  tool.system === undefined ? CALLED_BY_CARDS.has(tool.entry.name) : mayWait(tool, rights);

/** Phases open and close, and clients keep lists for a day: so this asks what would be decided were the phase open. */
function mayWait({ entry, hasPreview }: KnownTool, rights: Rights): boolean {
  if (phaseOf(entry, rights) === 3) return true;
  return entry.risk !== "read" && (hasPreview === false || rights.confirm.has(entry.name));
}
