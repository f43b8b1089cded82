import { setTimeout as sleep } from "node:timers/promises";
import { type Flight, hashOf, newFlight, seeThrough } from "./flight.ts";
import type { Place } from "./holds.ts";
import { TIMEOUT_MS } from "./ledger-vendor.ts";
import { heldAt, type Point, readyToGo, type Standing } from "./points.ts";
import { reckon } from "./reckoning.ts";
import type { Kind } from "./vendor.ts";
import type { World } from "./world.ts";

/** How many writes of a kind are on their way in each round: as many approved ones as a gateway carries out at once. */
const AT_ONCE: Record<Kind, number> = { straight: 1, confirmed: 1, approved: 2, undone: 1 };

/** One blow against writes on their way, and all that follows. Returns what does not fit together afterwards. */
export type Round = (world: World, index: number) => Promise<string[]>;

/** The gateway is killed and started again. */
export const startedAgain =
  (point: Point): Round =>
  async (world) => {
    const [gateway] = await running(world, { isOther: false });
    const flights = await flightsOf(point.kinds, world);
    const standing = await point.reach(flights, world);
    await gateway.kill();
    await standing.letGo();
    await gateway.start();
    return ended(flights, standing, world, gateway.url);
  };

/** The gateway is killed while another one lives on the same database; that one is held still until then, or it would take half. */
export const takenOver =
  (point: Point): Round =>
  async (world) => {
    const [gateway, other] = await running(world, { isOther: true });
    const flights = await flightsOf(point.kinds, world);
    other.freeze();
    const standing = await point.reach(flights, world).finally(() => gateway.kill().then(other.thaw));
    await standing.letGo();
    const [faults] = await Promise.all([ended(flights, standing, world, other.url), gateway.start()]);
    return faults;
  };

/** The gateway that looks what became of them is killed as well. */
export const killedTwice =
  (point: Point): Round =>
  async (world) => {
    const [gateway] = await running(world, { isOther: false });
    const flights = await flightsOf(point.kinds, world);
    const standing = await point.reach(flights, world);
    await gateway.kill();
    await standing.letGo();
    const accounts = flights.map(({ account }) => account);
    world.holds.set("looked", accounts);
    await gateway.start();
    await world.holds.whenThere("looked", accounts);
    await gateway.kill();
    world.holds.release("drop");
    await gateway.start();
    return ended(flights, standing, world, gateway.url);
  };

/** PostgreSQL dies and comes back; the gateway lives. */
export const databaseRestarted =
  (point: Point): Round =>
  async (world) => {
    const [gateway] = await running(world, { isOther: false });
    const flights = await flightsOf(point.kinds, world);
    const standing = await point.reach(flights, world);
    const restarted = world.postgres.restart();
    await sleep(DOWN_MS);
    await standing.letGo();
    await restarted;
    return ended(flights, standing, world, gateway.url);
  };

/** By then it has ended and has not begun to come back. */
const DOWN_MS = 30;

/** Nobody dies: the system, or the line to it, does not do as it should. */
export const systemFails =
  (place: Place, fate: "pass" | "drop", { afterMs = 0, isOther = false } = {}): Round =>
  async (world) => {
    const [gateway] = await running(world, { isOther });
    const flights = await flightsOf(["straight", "confirmed", "approved", "undone"], world);
    const standing = await heldAt(place, fate, flights, world);
    await sleep(afterMs);
    await standing.letGo();
    return ended(flights, standing, world, gateway.url);
  };

/** Longer than any gateway waits for it, and shorter than an effect may take to show. */
export const TOO_LATE_MS = TIMEOUT_MS + 400;
/** Slow, and still in time. */
export const SLOW_MS = TIMEOUT_MS * 0.6;

/** Two gateways go for the same approved requests; every other time the one that got one of them dies of it. */
export const race: Round = async (world, index) => {
  const [gateway, other] = await running(world, { isOther: true });
  const flights = await Promise.all(Array.from({ length: 6 }, () => newFlight("approved", world)));
  const standing = await readyToGo(flights, world, [gateway.url, other.url]);
  const isKilled = index % 2 === 1;
  if (isKilled) await gateway.kill();
  await standing.letGo();
  const back = isKilled ? gateway.start() : undefined;
  const [faults] = await Promise.all([ended(flights, standing, world, other.url), back]);
  return faults;
};

/** Somebody else changes what was just changed, so that nobody can read back whether it was: a person has to say. */
export const editedMeanwhile =
  (point: Point): Round =>
  async (world) => {
    const { vendor, postgres, administrator } = world;
    const [gateway] = await running(world, { isOther: false });
    const flights = await flightsOf(["straight", "confirmed", "approved"], world);
    const standing = await point.reach(flights, world);
    await gateway.kill();
    await standing.letGo();
    for (const { account } of flights) vendor.edit(account);
    await gateway.start();
    const hashes = flights.map((flight) => hashOf(flight, world));
    await postgres.whenFound("all unknown", UNKNOWN, [hashes, flights.length]);
    await sleep(LOOKED_MS);
    const rows = await postgres.query<{ id: string; state: string }>(
      "select id, state from change_request where arguments_hash = any($1)",
      [hashes],
    );
    const inbox = await administrator.read(gateway.url, "/approvals");
    const faults = rows.flatMap(({ id, state }) => [
      ...(state === "unknown" ? [] : [`${id} is ${state} although nobody can know`]),
      ...(inbox.includes(id) ? [] : [`${id} is nowhere in the inbox of whoever could settle it`]),
    ]);
    const settled = await Promise.all(
      rows.map(({ id }) =>
        administrator.post(gateway.url, `/approvals/${id}/settle`, { happened: "yes", note: "I looked." }),
      ),
    );
    if (settled.some((status) => status !== 303)) faults.push(`settling was answered with ${settled}`);
    return [...faults, ...(await ended(flights, standing, world, gateway.url))];
  };

const UNKNOWN = `select 1 from change_request where state = 'unknown' and arguments_hash = any($1) having count(*) = $2`;
/** A gateway has looked once more by then. */
const LOOKED_MS = 2_500;

const flightsOf = (kinds: readonly Kind[], world: World): Promise<Flight[]> =>
  Promise.all(kinds.flatMap((kind) => Array.from({ length: AT_ONCE[kind] }, () => newFlight(kind, world))));

/** Sees to it that the first gateway runs, and the other one where it is to. */
async function running({ replicas }: World, { isOther }: { isOther: boolean }) {
  const [gateway, other] = replicas;
  if (!gateway.isRunning()) await gateway.start();
  if (isOther && !other.isRunning()) await other.start();
  if (!isOther && other.isRunning()) await other.kill();
  return replicas;
}

/** Callers come back and repeat themselves until they know; then all is reckoned up. */
async function ended(
  flights: readonly Flight[],
  { calls }: Standing,
  world: World,
  origin: string,
): Promise<string[]> {
  await calls;
  await Promise.all(flights.map((flight) => seeThrough(flight, world, origin)));
  await world.postgres.whenFound("all at an end", ENDED, [flights.map((flight) => hashOf(flight, world))]);
  return reckon(flights, world);
}

const ENDED = `select 1 from change_request where arguments_hash = any($1)
  having bool_and(state not in ('confirming', 'pending', 'approved', 'executing', 'unknown'))`;
