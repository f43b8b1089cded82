import { ToolError } from "@gatehouse/tool";
import { inTransaction } from "../directory/in-transaction.ts";
import type { Answer } from "../exchange.ts";
import type { ChangeListener } from "../store/changes.ts";
import { isAsAsked, NOT_AS_ASKED } from "./as-asked.ts";
import { askFor, type Terms } from "./ask-for.ts";
import type { CheckDecisions } from "./carry-out.ts";
import type { ChangeRequest } from "./change-request.ts";
import type { Which } from "./change-rows.ts";
import { braked, execute, leaseSecondsFor, stillOpen, taken } from "./execute.ts";
import type { ChangeNeeds } from "./needs.ts";
import { isUnanswered, pendingAnswer, settledAnswer } from "./pending-answer.ts";
import { recordOutcome } from "./record-outcome.ts";
import { createRecovery } from "./recover.ts";
import type { Attempt } from "./steps-of-a-write.ts";
import type { Write } from "./undertaking.ts";
import { type Undoing, undo } from "./undo.ts";
import { createWaiting, type Waiting } from "./waiting.ts";

/** What may be done with writes, whoever asks for it: a call, a page, or the gateway itself after a crash. */
export type Changes = ChangeListener & {
  /** Does a write at once, or gives the answer of the same call before. */
  commit(write: Write): Promise<Answer>;
  /** Opens a request that a person has to confirm or approve first; the answer tells what happens next. */
  ask(write: Write, needs: "confirmation" | "approval"): Promise<Answer>;
  /** Does what the person confirmed; `write` is theirs of now. */
  confirm(request: ChangeRequest, write: Write): Promise<ChangeRequest>;
  /** The same within the call that was asked for: its answer is the tool's. */
  confirmed(request: ChangeRequest, write: Write): Promise<Answer>;
  withdraw(request: ChangeRequest, actor: string, channel: "call" | "page"): Promise<boolean>;
  undo(request: ChangeRequest, by: Undoing): Promise<ChangeRequest>;
  find(id: string): Promise<ChangeRequest | undefined>;
  ofPerson(person: string, which: Which): Promise<ChangeRequest[]>;
  /** Looks for what is left to do, at once, and begins it; otherwise it does so by itself. */
  sweep(): Promise<void>;
  start(): void;
  close(): Promise<void>;
};

const LISTED_MAX = 50;

export function openChanges(needs: ChangeNeeds, checkDecisions: CheckDecisions): Changes {
  const { rows, pool } = needs;
  const waiting = createWaiting();
  const recovery = createRecovery(checkDecisions, needs);
  const parts: Parts = { needs, waiting };
  return {
    commit: (write) => commit(write, parts),
    ask: (write, kind) => ask(write, kind, parts),
    async confirm(request, write) {
      const ended = await executeConfirmed(request, write, needs);
      if (ended !== undefined) await recordOutcome(write, ended, needs);
      return outcomeOf(request, write, parts);
    },
    async confirmed(request, write) {
      await executeConfirmed(request, write, needs);
      return settled(request, write, parts);
    },
    withdraw: (request, actor, channel) =>
      inTransaction(pool, async (client) => {
        const isMoved = await rows.move(client, request, { to: "withdrawn", actor, channel });
        if (isMoved && request.needs === "approval")
          await needs.announce(client, request, { about: "settled" });
        return isMoved;
      }),
    undo: (request, by) => undo(request, by, needs),
    find: (id) => rows.find(pool, id),
    ofPerson: (person, which) => rows.ofPerson(person, which, LISTED_MAX),
    sweep: recovery.sweep,
    start: recovery.start,
    onChange(kind, id) {
      waiting.onChange(kind, id);
      recovery.onChange(kind, id);
    },
    onDoubt() {
      waiting.onDoubt();
      recovery.onDoubt();
    },
    close: recovery.close,
  };
}

type Parts = { needs: ChangeNeeds; waiting: Waiting };

async function commit(write: Write, parts: Parts): Promise<Answer> {
  const { needs } = parts;
  const asked = await askFor(write, () => AT_ONCE, needs);
  if ("refused" in asked) return asked.refused;
  const { request, isNew } = asked;
  write.undertaking.change = request;
  if (isNew) return answerTo(await execute(write, request, "call", needs));
  return isWaiting(request) ? pending(request, write, needs) : settled(request, write, parts);
}

async function ask(write: Write, kind: "confirmation" | "approval", parts: Parts): Promise<Answer> {
  const { needs } = parts;
  const asked = await askFor(write, (amount) => termsOf(kind, write, amount, needs), needs);
  if ("refused" in asked) return asked.refused;
  const { request } = asked;
  write.undertaking.change = request;
  return isWaiting(request) ? pending(request, write, needs) : settled(request, write, parts);
}

/** What became of a request that somebody asked for before. */
async function settled(request: ChangeRequest, write: Write, parts: Parts): Promise<Answer> {
  const over = await outcomeOf(request, write, parts);
  write.undertaking.change = over;
  write.undertaking.isOwnAnswer = isUnanswered(over);
  return settledAnswer(over);
}

/** A request as it stands once it is not being executed any more, here or elsewhere. */
async function outcomeOf(
  { id }: ChangeRequest,
  { undertaking }: Write,
  { needs: { rows, pool }, waiting }: Parts,
): Promise<ChangeRequest> {
  const gone = () => undertaking.response?.destroyed === true;
  const request = await waiting.whileExecuting(id, () => rows.find(pool, id), gone);
  if (request === undefined) throw new Error("a request is gone");
  if (request.state === "executing") throw stillUnderWay(request);
  return request;
}

/** Executes what its requester confirmed; undefined where it is not waiting for that any more. */
async function executeConfirmed(
  request: ChangeRequest,
  write: Write,
  needs: ChangeNeeds,
): Promise<Attempt | undefined> {
  const { rows, pool } = needs;
  // Opened before the transaction: that takes a key, which must not be asked for on a second connection while the first is held.
  const found = await rows.find(pool, request.id);
  if (found?.state !== "confirming") return undefined;
  if ((found.expiresAt?.getTime() ?? 0) < Date.now()) throw lapsed();
  if (found.definitionHash !== write.undertaking.tool.definitionHash) throw otherTool();
  if (!isAsAsked(found, needs.audit.keys)) throw unreadable();
  const claimedAt = new Date();
  const mine = await inTransaction(pool, async (client) => {
    if (!(await stillOpen(client, write))) throw braked(write);
    const leaseSeconds = leaseSecondsFor(write.system);
    const step = { to: "executing", actor: request.person, channel: "call", leaseSeconds } as const;
    return (await rows.move(client, found, step)) ? taken(found, claimedAt) : undefined;
  });
  if (mine === undefined) return undefined;
  write.undertaking.change = mine;
  return execute(write, mine, "call", needs);
}

/** What a call is answered with while somebody has to say yes. */
async function pending(
  request: ChangeRequest,
  { undertaking, system }: Write,
  needs: ChangeNeeds,
): Promise<Answer> {
  undertaking.isOwnAnswer = true;
  const { tool, identity } = undertaking;
  const rules = needs.approvals();
  const rule = rules.ruleFor(request.system, request.tool, amountOf(request));
  const approvers = request.state === "pending" ? await needs.approversFor(request) : [];
  return pendingAnswer(request, {
    tool,
    systemTitle: system.title,
    rights: identity.rights,
    publicUrl: needs.publicUrl,
    approverTitles: rules.titlesOf(rule?.approvers ?? []),
    told: approvers.length === 0 ? "nobody" : needs.isTelling ? "by_channel" : "not_yet",
    contact: system.contact,
  });
}

const AT_ONCE: Terms = { needs: "nothing", approvalsNeeded: 0, expiresAt: undefined };

const isWaiting = ({ state }: ChangeRequest): boolean =>
  state === "confirming" || state === "pending" || state === "approved";

const amountOf = ({ amount, currency }: ChangeRequest) =>
  amount === undefined || currency === undefined ? undefined : { value: amount, currency };

function termsOf(
  kind: "confirmation" | "approval",
  { undertaking, system }: Write,
  amount: { value: number; currency: string } | undefined,
  needs: ChangeNeeds,
): Terms {
  const rules = needs.approvals();
  if (kind === "confirmation")
    return { needs: kind, approvalsNeeded: 0, expiresAt: inMs(rules.confirmMinutes * 60_000) };
  const rule = rules.ruleFor(system.id, undertaking.tool.entry.name, amount);
  if (rule === undefined)
    throw new ToolError("needs_approval", "Nobody is named who could approve this; nothing was changed.", {
      next: `Ask ${system.contact} to name approvers for ${system.title}.`,
    });
  return { needs: kind, approvalsNeeded: rule.count, expiresAt: inMs(rules.expireHours * 3_600_000) };
}

const inMs = (ms: number) => new Date(Date.now() + ms);

/** What the caller of a write gets for an attempt. */
function answerTo(ended: Attempt): Answer {
  if (ended.answer !== undefined) return ended.answer;
  throw ended.state === "done" ? new Error("a change was done without an answer") : ended.error;
}

const stillUnderWay = ({ id }: ChangeRequest) =>
  new ToolError(
    "outcome_unknown",
    `The same change is still being carried out; nothing was sent again. Request: ${id}.`,
    { next: "Call gatehouse_get_request in a minute; do not repeat the change." },
  );

const otherTool = () =>
  new ToolError("conflict", "The tool has changed since this was shown; nothing was changed.", {
    next: "Call the tool again to see what it would change now.",
  });

const unreadable = () =>
  new ToolError("not_allowed", `${NOT_AS_ASKED} Nothing was changed.`, {
    next: "Call the tool again to see what it would change now.",
  });

const lapsed = () =>
  new ToolError("conflict", "The time to confirm this is over; nothing was changed.", {
    next: "Call the tool again to see the present state.",
  });
