import { ToolError } from "@gatehouse/tool";
import type { Dependencies } from "../dependencies.ts";
import type { Endpoint, Exchange, Identity } from "../exchange.ts";
import { WireError } from "../protocol/wire-error.ts";
import type { Decision } from "../rules/decide.ts";
import { decisionOn, mayUse } from "../rules/decision-on.ts";
import { checkArguments } from "../systems/arguments.ts";
import { relayAt } from "../systems/relay.ts";

type Needs = Pick<Dependencies, "systems" | "company">;

/** Answered for whoever is signed in: they reveal nothing that a role would have to grant. */
const ALWAYS = new Set(["initialize", "ping", "server/discover", "tools/list"]);

/** Decides a tool call by the one decision point. What is hidden from a list is refused here in the same words as what does not exist. */
export const authorize = ({ systems, company }: Needs) =>
  function authorize(exchange: Exchange): void {
    const { call, endpoint, identity, tool } = exchange;
    if (identity === undefined) return;
    requireScope("mcp:read", identity, endpoint);
    if (call === undefined) return;
    if (call.method !== "tools/call") {
      const relay = relayAt(endpoint, systems);
      if (relay === undefined) return;
      exchange.relay = relay.id;
      if (!ALWAYS.has(call.method) && !mayUse(relay.tools, identity.rights))
        throw unknownTool(company.contact);
      return;
    }
    if (tool === undefined) throw unknownTool(company.contact);

    const decision = decisionOn(tool, identity.rights);
    exchange.decision = decision;
    if (decision.why === "no_role_grants_it") throw unknownTool(company.contact);
    if (decision.why === "phase_closed") {
      const system = tool.system === undefined ? undefined : systems.get(tool.system);
      throw phaseClosed(decision, system?.title ?? "", system?.contact ?? company.contact);
    }
    if (tool.entry.risk !== "read") requireScope("mcp:write", identity, endpoint);
    checkArguments(tool.entry.name, tool.fits, call.params.arguments ?? {});
  };

const WITHOUT = {
  "mcp:read": "This connector was not allowed to read; sign in again and allow it.",
  "mcp:write": "This tool changes data; sign in again and allow changes.",
} as const;

/**
 * Everything needs a token that was granted for reading, and writes one for writing too. The challenge lists every scope,
 * since clients keep the last one.
 */
function requireScope(scope: keyof typeof WITHOUT, { scopes }: Identity, { metadataUrl }: Endpoint): void {
  if (scopes.includes(scope)) return;
  const challenge = `error="insufficient_scope", scope="mcp:read mcp:write", resource_metadata="${metadataUrl}"`;
  throw new WireError("insufficient_scope", WITHOUT[scope], {
    headers: { "www-authenticate": `Bearer ${challenge}` },
  });
}

/** The same words for a tool that does not exist and one that no role of the caller grants: probing learns nothing. */
const unknownTool = (contact: string) =>
  new WireError(
    "invalid_params",
    `No tool of this name is available to you. If your work needs it, ask ${contact} for access.`,
  );

const MEANING = { 1: "reading", 2: "low-risk changes", 3: "high-impact changes" } as const;

const phaseClosed = (
  { open, needed }: Extract<Decision, { why: "phase_closed" }>,
  title: string,
  contact: string,
) =>
  new ToolError(
    "phase_closed",
    `${title} is open for ${MEANING[open]} only (phase ${open}); this tool needs phase ${needed}, ${MEANING[needed]}. Nothing was changed.`,
    { next: `Ask ${contact} to open phase ${needed}, or make the change in ${title} itself.` },
  );
