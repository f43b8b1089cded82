import { type Flight, hashOf, timesDone } from "./flight.ts";
import type { World } from "./world.ts";

type Found = {
  id: string;
  kind: string;
  state: string;
  why: string | null;
  arguments_hash: string;
  intents: number;
};

const REQUESTS = `select id, kind, state, why, arguments_hash, (select count(*)::int from audit_row a
    where a.kind = 'intent' and a.facts::json ->> 'change' = r.id::text) as intents
  from change_request r where arguments_hash = any($1)`;

const FINAL = new Set(["done", "failed"]);

/**
 * What does not fit together about these writes, in sentences; none where all is well. Each must have happened once, and one
 * request must say so; what else was asked for on its way must have ended, and say why; each effect must have an intent; and
 * nobody may have been told anything that was not so.
 */
export async function reckon(flights: readonly Flight[], world: World): Promise<string[]> {
  const hashes = flights.map((flight) => hashOf(flight, world));
  const rows = await world.postgres.query<Found>(REQUESTS, [hashes]);
  return flights.flatMap((flight, index) => [
    ...faultsOf(
      flight,
      rows.filter(({ arguments_hash }) => arguments_hash === hashes[index]),
      world,
    ),
    ...flight.told.flatMap((told) => lieIn(told).map((lie) => `${flight.account}: ${lie}`)),
  ]);
}

function faultsOf(flight: Flight, requests: readonly Found[], world: World): string[] {
  const times = timesDone(flight, world);
  const done = requests.filter(({ state }) => state === "done");
  const isRight =
    times === 1 && done.filter(({ kind }) => (kind === "undo") === (flight.kind === "undone")).length === 1;
  const said = requests.map(({ state, why }) => (why === null ? state : `${state} (${why})`)).join(", ");
  const here = `${flight.account}: it happened ${times} times; its requests are ${said || "none"}`;
  const faults: string[] = [];
  if (!isRight) faults.push(here);
  if (requests.some(({ state }) => !FINAL.has(state))) faults.push(`${here}: one has not ended`);
  if (requests.some(({ state, why }) => state === "failed" && why === null))
    faults.push(`${here}: one does not say why it failed`);
  if (done.some(({ intents }) => intents === 0)) faults.push(`${here}: there is no intent on record`);
  return faults;
}

/** Says nothing about what became of the write. */
const OPEN = new Set(["lost", "outcome_unknown", "waits", "executing", "unknown"]);
const WITHHELD = "its answer was withheld";

function lieIn({ outcome, hasHappened, isFirst, text }: Flight["told"][number]): string[] {
  if (outcome === "ok")
    return hasHappened
      ? []
      : [`its caller heard that it happened, and it had not, or more than once: ${text}`];
  // Whoever repeats a call hears what became of the repetition.
  if (OPEN.has(outcome) || text.includes(WITHHELD) || !isFirst || !hasHappened) return [];
  return [`its caller heard "${outcome}" although it had happened: ${text}`];
}

/** What does not fit together about all writes of a world. */
export async function reckonAll({ vendor, postgres }: World): Promise<string[]> {
  const [counted] = await postgres.query<{ done: number; open: number; phases: number }>(
    `select count(*) filter (where state = 'done')::int as done,
       count(*) filter (where state in ('executing', 'approved', 'unknown'))::int as open,
       (select count(*)::int from phase_opening where closed_at is null) as phases
     from change_request`,
  );
  const { done = 0, open = 0, phases = 0 } = counted ?? {};
  const effects = vendor.effects();
  return [
    ...(done === effects ? [] : [`${effects} effects and ${done} requests that are done`]),
    ...(open === 0 ? [] : [`${open} requests have not ended`]),
    ...(phases === 2 ? [] : ["the gateway closed a phase by itself"]),
  ];
}
