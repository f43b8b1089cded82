import { ToolError } from "@gatehouse/tool";
import type { PoolClient } from "pg";
import { inTransaction, inTurns } from "../directory/in-transaction.ts";
import type { Identity } from "../exchange.ts";
import { decisionOnCall } from "../rules/decision-on.ts";
import type { Person } from "../store/liveness.ts";
import { isAsAsked, NOT_AS_ASKED } from "./as-asked.ts";
import type { ChangeRequest, Why } from "./change-request.ts";
import { endIn, execute, leaseSecondsFor, phasesUnknown, stillOpen, taken } from "./execute.ts";
import type { ChangeNeeds } from "./needs.ts";
import { recordOutcome } from "./record-outcome.ts";
import { recordStep } from "./record-step.ts";
import { undertakingFor, type Write } from "./undertaking.ts";

/** Why a request cannot be carried out, found before anything was sent. */
type Obstacle = { why: Why; error: ToolError /** It may be gone in a moment. */; isPassing?: boolean };

/** Whether the decisions on a request stand and suffice; says why not. The approvers' ids go on record. */
export type CheckDecisions = (
  client: PoolClient,
  request: ChangeRequest,
) => Promise<{ approvers: readonly string[] } | { refused: string }>;

/**
 * Carries an approved request out as whoever asked for it. One replica gets it, by taking it from `approved` to `executing`; what
 * was approved is looked at again before it is sent: the person, their rights, the tool, the phase and the approvals.
 */
export async function carryOut(
  id: string,
  checkDecisions: CheckDecisions,
  needs: ChangeNeeds,
): Promise<void> {
  // Each holds one connection and asks on others.
  const claimed = await inTurn(() =>
    inTransaction(needs.pool, (client) => claim(client, id, checkDecisions, needs)),
  );
  if (claimed === undefined) return;
  const { request, ready } = claimed;
  if ("error" in ready) {
    needs.metrics.change(request.system, request.tool, "failed");
    return;
  }
  const ended = await execute(ready, request, "gateway", needs);
  await recordOutcome(ready, ended, needs);
}

const inTurn = inTurns(2);

/**
 * Takes the request, and says with what to go on; undefined where somebody else has it. Where it can never be carried out it has
 * ended with that. Rejects where only this moment stands in the way: then it stays approved, and is tried again.
 */
async function claim(
  client: PoolClient,
  id: string,
  checkDecisions: CheckDecisions,
  needs: ChangeNeeds,
): Promise<{ request: ChangeRequest; ready: Write | Obstacle } | undefined> {
  const claimedAt = new Date();
  const approved = await needs.rows.lock(client, id);
  if (approved?.state !== "approved") return undefined;
  const request = taken(approved, claimedAt);
  const ready = await readied(client, request, checkDecisions, needs);
  const isRefused = "error" in ready;
  if (isRefused && ready.isPassing) throw ready.error;
  if (isRefused)
    await recordStep("request_refused", request, { why: ready.why, attempt: request.attempt }, needs);
  const system = needs.systems.get(approved.system);
  const leaseSeconds = system === undefined ? 1 : leaseSecondsFor(system);
  await needs.rows.move(client, approved, { to: "executing", channel: "gateway", leaseSeconds });
  if (isRefused) {
    const ended = { state: "failed", why: ready.why, error: ready.error } as const;
    await endIn(client, { request, ended, channel: "gateway" }, needs);
  }
  return { request, ready };
}

/** Looks at everything once more that must hold before it is sent. */
async function readied(
  client: PoolClient,
  request: ChangeRequest,
  checkDecisions: CheckDecisions,
  needs: ChangeNeeds,
): Promise<Write | Obstacle> {
  if ((request.expiresAt?.getTime() ?? 0) < Date.now())
    return refused("too_late", "It was approved, but its time was over before it could be done.");
  if (!isAsAsked(request, needs.audit.keys)) return refused("not_allowed", NOT_AS_ASKED);
  const decided = await checkDecisions(client, request);
  if ("refused" in decided) return refused("not_allowed", decided.refused);
  const ready = await writeFor(request, decided.approvers, needs);
  // What somebody may do hangs on the phases: where nobody knows them, neither does what was just found out.
  const system = needs.systems.get(request.system);
  if (!needs.phases.state().isKnown && system !== undefined) return passing(phasesUnknown({ system }));
  if ("error" in ready || (await stillOpen(client, ready))) return ready;
  return refused("phase_closed", `${ready.system.title} has been closed for changes.`);
}

const passing = (error: ToolError): Obstacle => ({ why: "not_reached", error, isPassing: true });

const refused = (why: Why, said: string): Obstacle => ({
  why,
  error: new ToolError(
    why === "phase_closed" ? "phase_closed" : "not_allowed",
    `${said} Nothing was changed.`,
  ),
});

/** A request of earlier with all that is needed to go on with it now; or why it cannot be gone on with. */
export async function writeFor(
  request: ChangeRequest,
  approvers: readonly string[],
  needs: Pick<ChangeNeeds, "activePerson" | "systems" | "policy">,
): Promise<Write | Obstacle> {
  const person = await needs.activePerson(request.person);
  if (person === undefined) return refused("person_left", "Whoever asked for this has no access any more.");
  const tool = needs.systems.tool(request.tool);
  const system = needs.systems.get(request.system);
  if (system !== undefined && tool === undefined && isYetToLoad(system)) return passing(notLoaded(system));
  if (tool === undefined || system === undefined)
    return refused("not_allowed", "The tool is not available any more.");
  if (tool.definitionHash !== request.definitionHash)
    return refused("tool_changed", "The tool has changed since this was asked for.");
  const closed = tool.pin?.refusal();
  if (closed?.code === "upstream_unavailable") return passing(closed);
  if (closed !== undefined)
    return refused("tool_changed", "The tool has changed, and waits for an administrator to look at that.");
  const identity = identityOf(person, request, needs);
  const decision = decisionOnCall(tool, identity.rights, {
    caller: identity,
    args: request.content.arguments,
  });
  if (decision.kind === "refuse")
    return refused(
      decision.why === "phase_closed" ? "phase_closed" : "not_allowed",
      decision.why === "phase_closed"
        ? `${system.title} has been closed for changes.`
        : "The rules do not allow this to whoever asked for it any more.",
    );
  const undertaking = undertakingFor(request, identity, tool, approvers);
  undertaking.decision = decision;
  return { undertaking, system };
}

/** A third party's tools come from the database, a moment after the start. */
const isYetToLoad = ({ kind, tools }: Write["system"]): boolean =>
  kind === "third-party" && tools.length === 0;

const notLoaded = ({ title }: Write["system"]): ToolError =>
  new ToolError("upstream_unavailable", `The tools of ${title} are not known yet. Nothing was changed.`);

/** What it takes to read the present state back: that changes nothing, so neither rules nor phases are asked. */
export async function readingBack(
  request: ChangeRequest,
  needs: Pick<ChangeNeeds, "activePerson" | "systems" | "policy">,
): Promise<Write | undefined> {
  const person = await needs.activePerson(request.person);
  const tool = needs.systems.tool(request.tool);
  const system = needs.systems.get(request.system);
  if (person === undefined || tool === undefined || system === undefined) return undefined;
  return { undertaking: undertakingFor(request, identityOf(person, request, needs), tool), system };
}

const identityOf = (
  person: Person,
  { grantId, clientId }: ChangeRequest,
  { policy }: Pick<ChangeNeeds, "policy">,
): Identity => {
  const rights = policy().rightsOf(person);
  return {
    id: person.id,
    email: person.email?.toLowerCase() ?? "",
    name: person.name ?? person.email ?? person.id,
    roles: rights.roles,
    clientId,
    grantId,
    tokenId: "",
    scopes: ["mcp:read", "mcp:write"],
    authTime: person.authTime && Math.floor(person.authTime.getTime() / 1000),
    rights,
  };
};
