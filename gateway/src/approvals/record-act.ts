import { randomUUID } from "node:crypto";
import type { ChangeRequest } from "../changes/change-request.ts";
import { seal } from "../crypto/sealed-box.ts";
import type { Person } from "../store/liveness.ts";
import type { ApprovalNeeds } from "./approval-needs.ts";

type Act = {
  person: Pick<Person, "id">;
  channel: string;
  /** What else is to be known of it; nothing in it names or describes a person. */
  row?: { authority: string; role?: string; decision: string; isOpener: boolean; note?: string | undefined };
  note?: string | undefined;
};

/** Puts on record what somebody did about a request. Resolves once that is durable; rejects where it is not. */
export async function recordAct(
  what: string,
  { id, system, tool, argumentsHash, policyVersion }: ChangeRequest,
  { person, channel, row, note }: Act,
  { audit, policy }: Pick<ApprovalNeeds, "audit" | "policy">,
): Promise<void> {
  const reference = randomUUID();
  const { note: reason, ...decided } = row ?? { note };
  const facts = {
    schema: 1,
    change: id,
    channel,
    tool,
    arguments: argumentsHash,
    askedUnder: policyVersion,
    policy: policy().version,
    ...decided,
  };
  await audit.writer.write({
    requestId: reference,
    at: new Date().toISOString(),
    kind: "operation",
    person: person.id,
    system,
    tool: what,
    outcome: "ok",
    facts: JSON.stringify(facts),
    sealed: seal(await audit.personKeys.get(person.id), JSON.stringify({ reason }), reference),
  });
}
