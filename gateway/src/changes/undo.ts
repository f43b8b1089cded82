import { randomUUID } from "node:crypto";
import { canonicalJson, cut, type Label, ToolError, withholdState } from "@gatehouse/tool";
import { inTransaction } from "../directory/in-transaction.ts";
import { isAsAsked, NOT_AS_ASKED } from "./as-asked.ts";
import { writeFor } from "./carry-out.ts";
import type { ActingChannel, ChangeRequest } from "./change-request.ts";
import type { NewRequest } from "./change-rows.ts";
import { braked, execute, leaseSecondsFor, stillOpen } from "./execute.ts";
import { fieldChanges } from "./field-changes.ts";
import type { ChangeNeeds } from "./needs.ts";
import { recordOutcome } from "./record-outcome.ts";
import { isSameState, previewOf } from "./steps-of-a-write.ts";

/** Who takes a change back: the person who made it, or an administrator. */
export type Undoing = { actor: string; sees: ReadonlySet<Label>; channel: ActingChannel };

/**
 * Until when a change can be undone; undefined where it cannot be at all. What another person approved is not taken back by one
 * alone: the opposite change is asked for, and approved, like every other.
 */
export function undoableUntil(
  request: ChangeRequest,
  isReversible: boolean,
  hours: number,
): Date | undefined {
  if (request.kind !== "change" || request.state !== "done" || !isReversible) return undefined;
  if (request.isUndone || request.needs === "approval") return undefined;
  if (!request.content.hasPreview || request.finishedAt === undefined) return undefined;
  return new Date(request.finishedAt.getTime() + hours * 3_600_000);
}

/**
 * Takes a change back, as whoever made it. Refused, with the difference, once the state is not what the change left. Returns the
 * undo's own request, whose state says how it ended; a second undo of one change is refused.
 */
export async function undo(request: ChangeRequest, by: Undoing, needs: ChangeNeeds): Promise<ChangeRequest> {
  const tool = needs.systems.tool(request.tool);
  const until = undoableUntil(request, tool?.entry.risk === "reversible", needs.approvals().undoHours);
  if (request.isUndone) throw refused("This was undone already, or is just being", "Read the present state.");
  if (until === undefined) throw refused("This cannot be undone here", "Make the opposite change instead.");
  if (until.getTime() < Date.now())
    throw refused(`The time to undo this ended at ${minute(until)} UTC`, "Make the opposite change instead.");
  if (!isAsAsked(request, needs.audit.keys))
    throw new ToolError("not_allowed", `${NOT_AS_ASKED} Nothing was changed.`);
  const write = await writeFor(request, [], needs);
  if ("error" in write) throw write.error;
  if (write.undertaking.decision?.kind !== "allow")
    throw refused("Changes of this kind now need approval", "Ask for the opposite change instead.");
  await refuseMovedOn(request, write, by.sees, needs);

  const wanted = undoOf(request, by, { write, needs });
  // Sealing needs it, and must not ask for it on a second connection while the first is held.
  await needs.audit.personKeys.get(wanted.person);
  const claimedAt = new Date();
  const isNew = await inTransaction(needs.pool, async (client) => {
    if (!(await stillOpen(client, write))) throw braked(write);
    return needs.rows.insert(client, wanted);
  });
  if (!isNew) throw refused("This is being undone already", "Read the present state in a moment.");
  const undoing = { ...(await found(wanted.id, needs)), startedAt: claimedAt };
  write.undertaking.change = undoing;
  const ended = await execute(write, undoing, by.channel, needs);
  await recordOutcome(write, ended, needs);
  return found(wanted.id, needs);
}

const found = async (id: string, { rows, pool }: ChangeNeeds): Promise<ChangeRequest> =>
  (await rows.find(pool, id)) as ChangeRequest;

/** The request that leads from what the change left back to what was there before. */
function undoOf(
  request: ChangeRequest,
  { actor, channel }: Undoing,
  { write, needs }: { write: ReadyWrite; needs: ChangeNeeds },
): NewRequest {
  const { content } = request;
  return {
    ...request,
    id: randomUUID(),
    kind: "undo",
    state: "executing",
    needs: "nothing",
    approvalsNeeded: 0,
    expiresAt: undefined,
    undoes: request.id,
    idempotencyKey: needs.audit.keys.hashArguments(canonicalJson(["undo", request.id])),
    beforeHash: request.afterHash,
    afterHash: request.beforeHash,
    content: {
      ...content,
      summary: `Undo: ${content.summary}`,
      before: content.after,
      after: content.before,
      checks: [],
    },
    channel,
    actor,
    leaseSeconds: leaseSecondsFor(write.system),
  };
}

type ReadyWrite = Exclude<Awaited<ReturnType<typeof writeFor>>, { error: unknown }>;

async function refuseMovedOn(
  request: ChangeRequest,
  write: ReadyWrite,
  sees: ReadonlySet<Label>,
  needs: ChangeNeeds,
): Promise<void> {
  const preview = await previewOf(write, needs);
  if ("refused" in preview)
    throw refused(
      "Its present state could not be read, so it was not undone",
      "Look at it in the system itself.",
    );
  const now = preview.previewed.before;
  const { after } = request.content;
  if (isSameState(now, after)) return;
  const withhold = withholdState(write.undertaking.tool.entry.labels, sees);
  const hide = (state: unknown) => withhold(state).state;
  throw new ToolError(
    "conflict",
    `This has been changed since: ${differing(after, now, hide)}. Nothing was undone.`,
    { next: "Read the present state; make a new change if it is still needed." },
  );
}

/** Where two states differ, with what stands there, in words; as far as this person may see it. */
function differing(left: unknown, now: unknown, hide: (state: unknown) => unknown): string {
  const seen = fieldChanges(hide(left), hide(now)).filter(({ kind }) => kind !== "same");
  const said = seen.slice(0, FIELDS_SAID).map(({ path, before, after }) => {
    const [was, is] = [before, after].map((value) =>
      cut(JSON.stringify(value) ?? "nothing", VALUE_CHARACTERS),
    );
    return `${path || "value"} is ${is}, not ${was} as the change left it`;
  });
  return said.join("; ") || "in a field that your roles do not show you";
}

const FIELDS_SAID = 5;
const VALUE_CHARACTERS = 80;

const refused = (said: string, next: string) =>
  new ToolError("conflict", `${said}; nothing was changed.`, { next });
const minute = (at: Date) => at.toISOString().slice(0, 16).replace("T", " ");
