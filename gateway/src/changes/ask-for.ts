import { randomUUID } from "node:crypto";
import { canonicalJson, ToolError } from "@gatehouse/tool";
import type { PoolClient } from "pg";
import { inTransaction } from "../directory/in-transaction.ts";
import type { Answer } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";
import { phaseOf } from "../rules/decision-on.ts";
import type { ChangeRequest, Needs } from "./change-request.ts";
import type { IdempotencyKey, NewRequest } from "./change-rows.ts";
import { braked, leaseSecondsFor, stillOpen } from "./execute.ts";
import { CHANGE_LIMITS, type ChangeNeeds } from "./needs.ts";
import { type Amount, type Preview, previewOf } from "./steps-of-a-write.ts";
import type { Write } from "./undertaking.ts";

/** A request that is there now, new or one that this call repeats; or the system's refusal at the preview. */
export type Asked = { request: ChangeRequest; isNew: boolean } | { refused: Answer };

/** Key of a call's `_meta` by which a client says that two calls are, or are not, the same one. */
const IDEMPOTENCY_META = "gatehouse/idempotencyKey";

/** What the rules say of a write before it may happen. */
export type Terms = { needs: Needs; approvalsNeeded: number; expiresAt: Date | undefined };

/**
 * Finds the request that this call repeats, or looks what would change and opens a new one. Of several identical calls at once
 * one opens it and the others find it. What is to be done at once is `executing` from here on: only whoever got `isNew` does it.
 */
export async function askFor(
  write: Write,
  termsFor: (amount: Amount | undefined) => Terms,
  needs: ChangeNeeds,
): Promise<Asked> {
  const { identity } = write.undertaking;
  const key = keyOf(write, needs);
  const before = await needs.rows.findByKey(needs.pool, identity.id, key);
  // Where nothing was there before, the present state cannot tell whether it was made: then the words alone count.
  if (before !== undefined && (!before.isMoved || before.request.content.before === null))
    return { request: sameCall(before.request, write, needs), isNew: false };

  const preview = await previewOf(write, needs);
  if ("refused" in preview) return preview;
  const hash = (value: unknown) => needs.audit.keys.hashArguments(canonicalJson(value));
  // What was changed on elsewhere looks the same by its states alone; here nothing has moved, so this is a repeat.
  if (before !== undefined && hash(preview.previewed.before) === before.request.afterHash)
    return { request: before.request, isNew: false };
  refuseBlocked(preview);
  const wanted = newRequest(write, preview, termsFor(preview.amount), { key: key.hash, hash });
  const isOvertaken = async (client: PoolClient) => {
    const other = await needs.rows.idByKey(client, identity.id, key, wanted.id);
    return other !== undefined && other !== before?.request.id;
  };
  const opened = await open(write, wanted, isOvertaken, needs);
  if (opened !== undefined) return { request: opened, isNew: true };
  const other = await needs.rows.findByKey(needs.pool, identity.id, key);
  if (other !== undefined) return { request: sameCall(other.request, write, needs), isNew: false };
  throw new ToolError("conflict", "The same change has just ended; nothing more was done.", {
    next: "Read the present state, then call again if it is still needed.",
  });
}

type Hashing = { key: string; hash: (value: unknown) => string };

function newRequest(
  { undertaking: { identity, call, tool }, system }: Write,
  { previewed, amount }: Exclude<Preview, { refused: unknown }>,
  terms: Terms,
  { key, hash }: Hashing,
): NewRequest {
  const given = (call.params.arguments ?? {}) as Record<string, unknown>;
  return {
    id: randomUUID(),
    kind: "change",
    state: STATE_OF[terms.needs],
    ...terms,
    person: identity.id,
    grantId: identity.grantId,
    clientId: identity.clientId,
    system: system.id,
    tool: tool.entry.name,
    phase: phaseOf(tool.entry, identity.rights) as 2 | 3,
    definitionHash: tool.definitionHash,
    policyVersion: identity.rights.policyVersion,
    idempotencyKey: key,
    argumentsHash: hash(given),
    beforeHash: hash(previewed.before),
    afterHash: hash(previewed.after),
    amount: amount?.value,
    currency: amount?.currency,
    undoes: undefined,
    content: { ...previewed, arguments: given, ...reasonIn(given), ...(amount && { atStake: amount }) },
    channel: "call",
    ...(terms.needs === "nothing" && { leaseSeconds: leaseSecondsFor(system) }),
  };
}

/** Writes it down; undefined where the same one is under way already, or began and ended since this call looked for it. */
async function open(
  write: Write,
  wanted: NewRequest,
  isOvertaken: (client: PoolClient) => Promise<boolean>,
  needs: ChangeNeeds,
): Promise<ChangeRequest | undefined> {
  const isTelling = wanted.needs === "approval" && needs.isTelling;
  const approvers = isTelling ? await needs.approversFor(wanted) : [];
  // Sealing needs the person's key, which must not be asked for on a second connection while the first is held.
  await needs.audit.personKeys.get(wanted.person);
  const claimedAt = new Date();
  const isNew = await inTransaction(needs.pool, async (client) => {
    if (wanted.needs === "nothing" && !(await stillOpen(client, write))) throw braked(write);
    if (!(await needs.rows.insert(client, wanted))) return false;
    if (wanted.needs === "approval") await refuseTooMany(client, wanted.person, needs);
    // Only from here on can none of its kind begin: whatever began before is seen now.
    if (await isOvertaken(client)) throw OVERTAKEN;
    if (wanted.needs === "approval") await needs.announce(client, wanted, { about: "asked", approvers });
    return true;
  }).catch((error) => {
    if (error === OVERTAKEN) return false;
    throw error;
  });
  return isNew ? asNew(wanted, claimedAt) : undefined;
}

/** An assistant that asks in a loop must not bury what others wait for. The one just written counts, and goes with the refusal. */
async function refuseTooMany(
  client: PoolClient,
  person: string,
  { rows, approvals }: ChangeNeeds,
): Promise<void> {
  const most = approvals().waitingPerPerson;
  if ((await rows.waitingOf(client, person)) <= most) return;
  throw new ToolError(
    "rate_limited",
    `${most} of your requests wait for approval already, and no more may; nothing was changed.`,
    { next: "Withdraw some with gatehouse_withdraw, or wait until they are decided." },
  );
}

const OVERTAKEN = new Error("the same change began and ended meanwhile");

/** A request as it was just written: read back it would be the same, but for the hundredths of a second of the clocks. */
const asNew = (
  { idempotencyKey: _, channel: _channel, leaseSeconds, ...request }: NewRequest,
  claimedAt: Date,
): ChangeRequest => ({
  ...request,
  outcome: undefined,
  why: undefined,
  askedAt: new Date(),
  decidedAt: undefined,
  startedAt: leaseSeconds === undefined ? undefined : claimedAt,
  finishedAt: undefined,
  attempt: leaseSeconds === undefined ? 0 : 1,
  isUndone: false,
  result: undefined,
  found: undefined,
});

const STATE_OF = { nothing: "executing", confirmation: "confirming", approval: "pending" } as const;

function refuseBlocked(preview: Preview): void {
  if ("refused" in preview) return;
  const blocked = preview.previewed.checks.filter(({ outcome }) => outcome === "block");
  if (blocked.length > 0)
    throw new ToolError(
      "conflict",
      `Nothing was changed: ${blocked.map(({ message }) => message).join(" ")}`,
    );
}

/** Person, tool and canonical arguments; or what the client says instead. Never the id of a message, which clients reuse. */
function keyOf({ undertaking }: Write, { audit }: ChangeNeeds): IdempotencyKey {
  const { identity, call, tool } = undertaking;
  const meta = call.params._meta;
  const given = isObject(meta) ? meta[IDEMPOTENCY_META] : undefined;
  const hash = (kind: string, what: unknown) =>
    audit.keys.hashArguments(canonicalJson([kind, identity.id, tool.entry.name, what]));
  if (given === undefined) return { hash: hash("arguments", call.params.arguments ?? {}), isGiven: false };
  if (typeof given !== "string" || given === "" || given.length > CHANGE_LIMITS.clientKeyCharacters)
    throw new ToolError(
      "invalid_input",
      `${IDEMPOTENCY_META} must be a text of up to ${CHANGE_LIMITS.clientKeyCharacters} characters; nothing was changed.`,
    );
  return { hash: hash("client", given), isGiven: true };
}

function sameCall(request: ChangeRequest, { undertaking }: Write, { audit }: ChangeNeeds): ChangeRequest {
  const { call } = undertaking;
  if (request.argumentsHash === audit.keys.hashArguments(canonicalJson(call.params.arguments ?? {})))
    return request;
  throw new ToolError(
    "conflict",
    "This idempotency key was used for other arguments before; nothing was changed.",
    { next: "Use a new key for a new change." },
  );
}

const reasonIn = ({ reason }: Record<string, unknown>) => (typeof reason === "string" ? { reason } : {});
