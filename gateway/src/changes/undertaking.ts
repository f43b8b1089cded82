import { randomUUID } from "node:crypto";
import type { Call, Identity, Undertaking } from "../exchange.ts";
import { META, MODERN } from "../protocol/versions.ts";
import type { KnownTool } from "../systems/known-tool.ts";
import type { System } from "../systems/systems.ts";
import type { ChangeRequest } from "./change-request.ts";

/** A write with all that is needed to take its next step. */
export type Write = {
  undertaking: Undertaking & { identity: Identity; call: Call; tool: KnownTool };
  system: System;
};

/** What the gateway does by itself for a request that somebody made earlier: as them, and with nobody waiting. */
export function undertakingFor(
  request: ChangeRequest,
  identity: Identity,
  tool: KnownTool,
  approvers: readonly string[] = [],
): Write["undertaking"] {
  // Nobody is there who could be asked anything.
  const _meta = { [META.capabilities]: {} };
  const params = { name: tool.entry.name, arguments: request.content.arguments, _meta };
  return {
    requestId: randomUUID(),
    startedAt: performance.now(),
    identity,
    tool,
    call: { era: "modern", version: MODERN, id: request.id, method: "tools/call", params },
    change: request,
    ...(approvers.length > 0 && { approvers }),
  };
}
