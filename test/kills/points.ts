import { ask, type Flight, hashOf, sayYes } from "./flight.ts";
import type { Place } from "./holds.ts";
import type { Held } from "./postgres-server.ts";
import type { Kind } from "./vendor.ts";
import type { World } from "./world.ts";

/** Writes that stand exactly between two steps, until they are let go. */
export type Standing = {
  /** Ends what holds them; what a dead gateway had sent goes on, or not, as the point has it. */
  letGo(): Promise<void>;
  /** All calls that were under way, answered or lost. */
  calls: Promise<unknown>;
};

/** One point on the way of a write, and how to bring writes there. */
export type Point = {
  name: string;
  /** What can stand there. */
  kinds: readonly Kind[];
  /** Resolves once all of them stand there. */
  reach(flights: readonly Flight[], world: World): Promise<Standing>;
};

const ALL: readonly Kind[] = ["straight", "confirmed", "approved", "undone"];
const PHASES = "select from phase_opening for update";
const REQUESTS = "lock table change_request in share mode";
const AUDIT = "lock table audit_row in share mode";

/** All have been looked at, and none of them could be put down yet. */
async function previewTaken(flights: readonly Flight[], world: World): Promise<Standing> {
  const held = await world.postgres.hold([REQUESTS]);
  const calls = Promise.all(flights.map((flight) => ask(flight, world, world.replicas[0].url)));
  await world.postgres.whenWaiting("insert into change_request", flights.length);
  return { letGo: held.release, calls };
}

/** An approver has pressed the button, and their decision is not on record yet. */
async function deciding(flights: readonly Flight[], world: World): Promise<Standing> {
  const [origin] = originsOf(world);
  await Promise.all(flights.map((flight) => ask(flight, world, origin)));
  const held = await world.postgres.hold([AUDIT]);
  const calls = Promise.all(flights.map((flight) => sayYes(flight, world, origin)));
  await world.postgres.whenWaiting("insert into audit_row", 1);
  return { letGo: held.release, calls };
}

/**
 * Everybody has said yes, and whoever executes them has not got so far as to say that they do: they wait for the phase, which is
 * looked at last. `origins` says where each is said yes to.
 */
export async function readyToGo(
  flights: readonly Flight[],
  world: World,
  origins: readonly string[] = originsOf(world),
): Promise<Standing> {
  const { postgres } = world;
  const at = (index: number) => origins[index % origins.length] ?? world.publicUrl;
  const waiting = flights.filter(({ kind }) => kind === "confirmed" || kind === "approved");
  await Promise.all(waiting.map((flight, index) => ask(flight, world, at(index))));
  const held = await postgres.hold([PHASES]);
  const calls = Promise.all(flights.map((flight, index) => sayYes(flight, world, at(index))));
  // One gateway carries out two approved ones at a time.
  const approved = flights.filter(({ kind }) => kind === "approved").length;
  await postgres.whenWaiting("from phase_opening", flights.length - Math.max(0, approved - 2));
  return { letGo: held.release, calls };
}

/** They are being executed, and the intent to send waits for the audit. */
async function unintended(flights: readonly Flight[], world: World): Promise<Standing> {
  const { postgres } = world;
  const ready = await readyToGo(flights, world);
  const held = await postgres.hold([AUDIT]);
  await ready.letGo();
  await whenAll("executing", flights, world);
  await postgres.whenWaiting("insert into audit_row", 1);
  return { letGo: held.release, calls: ready.calls };
}

/** Holds them where the system and the gateway meet. */
export async function heldAt(
  place: Place,
  fate: "pass" | "drop",
  flights: readonly Flight[],
  world: World,
): Promise<Standing> {
  const accounts = flights.map(({ account }) => account);
  world.holds.set(place, accounts);
  const ready = await readyToGo(flights, world);
  await ready.letGo();
  await world.holds.whenThere(place, accounts);
  return { letGo: async () => world.holds.release(fate), calls: ready.calls };
}

/** The gateway has the system's answer and cannot write a thing: somebody holds the rows. */
const answerReceived = (flights: readonly Flight[], world: World): Promise<Standing> =>
  answered(flights, world, async ({ postgres }) => {
    const held = await postgres.hold([
      "select from change_request where state = 'executing' for no key update",
    ]);
    return { held, there: () => postgres.whenWaiting("change_request", flights.length) };
  });

/** The gateway has written the outcome and cannot commit it: somebody else is adding the same line to the history. */
const outcomeUnwritten = (flights: readonly Flight[], world: World): Promise<Standing> =>
  answered(flights, world, async ({ postgres }) => {
    const held = await postgres.hold([NEXT_LINE]);
    return { held, there: () => postgres.whenWaiting("insert into change_event", flights.length) };
  });

const NEXT_LINE = `insert into change_event (request, seq, state, channel)
  select id, (select coalesce(max(seq), 0) + 1 from change_event e where e.request = r.id), 'done', 'gateway'
  from change_request r where state = 'executing'`;

/** The outcome is stored with the request; its row in the audit is not, so nobody has been told. */
const outcomeUntold = (flights: readonly Flight[], world: World): Promise<Standing> =>
  answered(flights, world, async ({ postgres }) => {
    const held = await postgres.hold([AUDIT]);
    const there = async () => {
      await whenAll("done", flights, world);
      await postgres.whenWaiting("insert into audit_row", 1);
    };
    return { held, there };
  });

/** Holds the database only once all have happened, so that nothing before is held up by it. */
async function answered(
  flights: readonly Flight[],
  world: World,
  holdUp: (world: World) => Promise<{ held: Held; there: () => Promise<void> }>,
): Promise<Standing> {
  const standing = await heldAt("answered", "pass", flights, world);
  const { held, there } = await holdUp(world);
  await standing.letGo();
  await there();
  return { letGo: held.release, calls: standing.calls };
}

const whenAll = (state: string, flights: readonly Flight[], world: World): Promise<void> => {
  const undone = flights.filter(({ kind }) => kind === "undone");
  const hashes = (of: readonly Flight[]) => of.map((flight) => hashOf(flight, world));
  return world.postgres.whenFound(`all ${state}`, ALL_IN, [
    state,
    hashes(flights),
    hashes(undone),
    flights.length,
  ]);
};

const ALL_IN = `select 1 from change_request where state = $1 and arguments_hash = any($2)
  and (kind = 'undo') = (arguments_hash = any($3)) having count(*) = $4`;

const originsOf = ({ replicas }: World): readonly [string] => [replicas[0].url];

/** In the order of a write. The names say what has happened last. */
export const POINTS: readonly Point[] = [
  { name: "preview taken", kinds: ALL, reach: previewTaken },
  { name: "decision on its way to the audit", kinds: ["approved"], reach: deciding },
  { name: "approved, not yet executing", kinds: ALL, reach: (flights, world) => readyToGo(flights, world) },
  { name: "executing, intent not durable", kinds: ALL, reach: unintended },
  { name: "intent durable", kinds: ALL, reach: (flights, world) => heldAt("asked", "drop", flights, world) },
  {
    name: "upstream accepted",
    kinds: ALL,
    reach: (flights, world) => heldAt("accepted", "pass", flights, world),
  },
  {
    name: "answer on its way",
    kinds: ALL,
    reach: (flights, world) => heldAt("answered", "drop", flights, world),
  },
  { name: "answer received", kinds: ALL, reach: answerReceived },
  { name: "outcome unwritten", kinds: ALL, reach: outcomeUnwritten },
  { name: "outcome written, not told", kinds: ALL, reach: outcomeUntold },
];

export function pointNamed(name: string): Point {
  const point = POINTS.find((one) => one.name === name);
  if (point === undefined) throw new Error(`there is no point named ${name}`);
  return point;
}
