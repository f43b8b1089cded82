import { setTimeout as sleep } from "node:timers/promises";
import { canonicalJson } from "@gatehouse/tool";
import { type Answered, callTool } from "../support/mcp.ts";
import type { Kind, Wish } from "./vendor.ts";
import type { World } from "./world.ts";

/** How often the system is changed until it has happened. */
const EFFECTS: Record<Kind, number> = { straight: 1, confirmed: 1, approved: 1, undone: 2 };

/** What a caller was told, and whether it had happened by then. */
export type Told = {
  /** `ok`; `waits` for somebody's word; an error's code; `lost` where no answer came. */
  outcome: string;
  text: string;
  hasHappened: boolean;
  /** Of the first call that could have done it: whoever repeats one is told about the repetition. */
  isFirst: boolean;
};

/** One write that somebody wants, from the first call until they know that it happened. */
export type Flight = Wish & {
  kind: Kind;
  /** How often its account had been written to before. */
  before: number;
  /** The request that waits for somebody's word, or the change that is taken back. */
  request: string | undefined;
  told: Told[];
};

/** A write to come. What is to be taken back is made first. */
export async function newFlight(kind: Kind, world: World): Promise<Flight> {
  const wish = world.vendor.wish(kind);
  const before = world.vendor.timesWritten(wish.account);
  const flight: Flight = { ...wish, kind, before, request: undefined, told: [] };
  if (kind !== "undone") return flight;
  const { outcome, text } = await call(flight, world, world.publicUrl, flight.tool, flight.arguments);
  flight.request = /Change ([0-9a-f-]{36})/.exec(text)?.[1];
  if (outcome !== "ok" || flight.request === undefined) throw new Error(`nothing to take back: ${text}`);
  flight.told = [];
  return flight;
}

export const hashOf = (flight: Flight, { hashOf }: Pick<World, "hashOf">): string =>
  hashOf(canonicalJson(flight.arguments));

/** How often it has happened: once is right. */
export const timesDone = ({ account, kind, before }: Flight, { vendor }: Pick<World, "vendor">): number =>
  vendor.timesWritten(account) - before - (EFFECTS[kind] - 1);

/** Calls the tool, as the person's client does, again and again where it must; or undoes what it did. */
export async function ask(flight: Flight, world: World, origin: string): Promise<Told> {
  const { kind, tool, request } = flight;
  if (kind !== "undone") return call(flight, world, origin, tool, flight.arguments);
  const told = await call(flight, world, origin, "gatehouse_undo", { id: request });
  if (!told.text.includes("was undone already, or is just being")) return told;
  // As the answer says: only the present state can tell which.
  const look = world.vendor.look(flight);
  const now = await call(flight, world, origin, look.tool, look.arguments);
  if (now.outcome === "ok" && look.shows(now.text)) now.outcome = "executing";
  return now;
}

/** Says yes to it: the requester or an approver, as the kind has it. A write that goes straight through is asked for. */
export async function sayYes(flight: Flight, world: World, origin: string): Promise<void> {
  const { kind, request } = flight;
  if (kind === "straight" || kind === "undone") return void (await ask(flight, world, origin));
  if (request === undefined) throw new Error(`${flight.account} has no request: ${flight.told.at(-1)?.text}`);
  if (kind === "confirmed")
    return void (await call(flight, world, origin, "gatehouse_confirm", { id: request }));
  await world.approver.post(origin, `/approvals/${request}/decide`, { decision: "approve", note: "" });
}

const PATIENCE_MS = { call: 15_000, inAll: 30_000, between: 250 };

/** Repeats the call, and says yes where it waits, until its caller has heard that it happened. Rejects where that takes too long. */
export async function seeThrough(flight: Flight, world: World, origin: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS.inAll;
  for (;;) {
    const { outcome, text } = await ask(flight, world, origin);
    if (outcome === "ok") return;
    if (Date.now() > deadline) {
      const outcomes = flight.told.map((told) => told.outcome).join(", ");
      throw new Error(`${flight.account} was never told that it happened, only ${outcomes}: ${text}`);
    }
    if (outcome === "waits") await sayYes(flight, world, origin);
    await sleep(PATIENCE_MS.between);
  }
}

async function call(
  flight: Flight,
  world: World,
  origin: string,
  tool: string,
  args: Record<string, unknown>,
): Promise<Told> {
  const isAnswered = flight.told.some(({ outcome }) => outcome !== "waits");
  const isFirst = flight.told.length === 0 || (flight.kind === "confirmed" && !isAnswered);
  const token = world.tokens[flight.email] ?? "";
  const timeout = sleep(PATIENCE_MS.call, undefined, { ref: false });
  const answer = await Promise.race([
    callTool(`${origin}/mcp`, token, tool, args).catch(() => undefined),
    timeout,
  ]);
  const { outcome, text, request } = read(answer ?? undefined);
  if (request !== undefined) flight.request = request;
  const told = { outcome, text, hasHappened: timesDone(flight, world) === 1, isFirst };
  flight.told.push(told);
  return told;
}

function read(answer: Answered | undefined): { outcome: string; text: string; request?: string } {
  if (answer === undefined) return { outcome: "lost", text: "" };
  const { result, error } = answer.body ?? {};
  const text = (result?.content ?? []).map((part: { text: string }) => part.text).join(" ") || error?.message;
  if (result === undefined) return { outcome: `status ${answer.status}`, text: text ?? answer.text };
  if (result.isError) return { outcome: result._meta?.["gatehouse/error"]?.code ?? "error", text };
  const { gatehouse_request: waiting, state } = result.structuredContent ?? {};
  // A confirmation is answered with the request; that says how it ended.
  if (state !== undefined) return { outcome: state === "done" ? "ok" : state, text };
  if (waiting === undefined || waiting.state === "done") return { outcome: "ok", text };
  return { outcome: "waits", text, request: waiting.id };
}
