import { randomUUID } from "node:crypto";
import type { ChangeRequest } from "./change-request.ts";
import type { ChangeNeeds } from "./needs.ts";

/** What the gateway itself found or did about a request, with nobody calling. */
type Found =
  | "request_expired"
  | "request_withdrawn"
  | "request_refused"
  | "request_interrupted"
  | "outcome_read_back";

/** Puts it on record. Resolves once that is durable; rejects where it is not, and then the step must not be taken. */
export async function recordStep(
  found: Found,
  { id, system, tool, argumentsHash }: ChangeRequest,
  more: Record<string, unknown>,
  { audit }: Pick<ChangeNeeds, "audit">,
): Promise<void> {
  await audit.writer.write({
    requestId: randomUUID(),
    at: new Date().toISOString(),
    kind: "operation",
    person: null,
    system,
    tool: found,
    outcome: "ok",
    facts: JSON.stringify({
      schema: 1,
      change: id,
      channel: "gateway",
      tool,
      arguments: argumentsHash,
      ...more,
    }),
    sealed: Buffer.alloc(0),
  });
}
