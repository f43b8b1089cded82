import { type Phase, ToolError } from "@gatehouse/tool";
import { isCardRead } from "../card/card-resource.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Endpoint, Exchange, Identity } from "../exchange.ts";
import { whyClosed } from "../phases/why-closed.ts";
import { WireError } from "../protocol/wire-error.ts";
import type { Decision } from "../rules/decide.ts";
import { decisionOn, decisionOnCall, mayUse } from "../rules/decision-on.ts";
import { checkArguments } from "../systems/arguments.ts";
import type { KnownTool } from "../systems/known-tool.ts";
import { relayAt } from "../systems/relay.ts";

type Needs = Pick<Dependencies, "systems" | "company" | "phases">;

/** Answered for whoever is signed in: they reveal nothing that a role would have to grant. */
const ALWAYS = new Set(["initialize", "ping", "server/discover", "tools/list"]);

/** Decides a tool call by the one decision point. What is hidden from a list is refused here in the same words as what does not exist. */
export const authorize = ({ systems, company, phases }: Needs) =>
  function authorize(exchange: Exchange): void {
    const { call, endpoint, identity, tool } = exchange;
    if (identity === undefined) return;
    requireScope("mcp:read", identity, endpoint);
    if (call === undefined) return;
    if (isCardRead(call)) return;
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
      const asked = {
        ...decision,
        system: tool.system ?? "",
        title: system?.title ?? "",
        roles: identity.rights.roles,
      };
      const state = phases.state();
      if (!state.isKnown) throw phaseUnknown(asked.title);
      throw phaseClosed(whyClosed(state, asked), asked, system?.contact ?? company.contact);
    }
    const pinned = tool.pin?.refusal();
    if (pinned !== undefined) throw pinned;
    // What of the gateway's own leads on to a write is no write itself, and needs the same scope.
    if (tool.entry.risk !== "read" || !tool.entry.annotations.readOnlyHint)
      requireScope("mcp:write", identity, endpoint);
    const given = call.params.arguments ?? {};
    checkArguments(tool.entry.name, tool.fits, given);
    const args = given as Record<string, unknown>;
    exchange.decision = decisionOnCall(tool, identity.rights, { caller: identity, args });
    if (exchange.decision.why === "arguments_refused") {
      const system = tool.system === undefined ? undefined : systems.get(tool.system);
      throw argumentsRefused(exchange.decision, tool.entry, system?.contact ?? company.contact);
    }
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

/** Nobody has closed anything: it may well be open, and only cannot be found out. */
const phaseUnknown = (title: string) =>
  new ToolError(
    "upstream_unavailable",
    `Gatehouse cannot find out right now whether changes of ${title} are open; nothing was changed.`,
  );

const phaseClosed = (why: string, { needed, title }: { needed: Phase; title: string }, contact: string) =>
  new ToolError("phase_closed", why, {
    next: `Ask ${contact} to open phase ${needed}, or make the change in ${title} itself.`,
  });

/** The rule's own words, where it has any; its expression is for whoever wrote it, who gets it from `gatehouse explain`. */
function argumentsRefused(
  { rules }: Extract<Decision, { why: "arguments_refused" }>,
  { name, risk }: KnownTool["entry"],
  contact: string,
): ToolError {
  const said = rules.map(
    ({ title, explain }) => `"${title}"${explain === undefined ? "" : `, which says: ${explain}`}`,
  );
  const held = rules.length === 1 ? "a rule of your role" : "the rules of your roles";
  return new ToolError(
    "not_allowed",
    `These arguments for ${name} were refused by ${held} ${said.join("; ")}${said.at(-1)?.endsWith(".") ? "" : "."} Nothing was ${risk === "read" ? "read" : "changed"}.`,
    { next: `Call again within the rule, or ask ${contact} if your work needs more.` },
  );
}
