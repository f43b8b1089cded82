import { Hono } from "hono";
import type { Fault, FaultSwitches } from "./faults.ts";
import { fromThisMachine } from "./from-this-machine.ts";

type Check = (value: unknown) => boolean;

/** Which values a vendor's own switches may have, for those of which any value of the same kind will not do. */
export type SwitchChecks<Switches> = Partial<
  Record<Exclude<keyof Switches & string, keyof FaultSwitches>, Check>
>;

const isCount: Check = (value) => Number.isInteger(value) && Number(value) >= 0;
const isBoolean: Check = (value) => typeof value === "boolean";
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const oneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);

const faultFields = {
  kind: oneOf("status", "hang", "delay", "brokenJson", "dropConnection", "expiredToken"),
  status: (value) => isCount(value) && Number(value) >= 400 && Number(value) <= 599,
  delayMs: isCount,
  calls: isCount,
  on: oneOf("read", "write", "token"),
  after: isBoolean,
} satisfies Record<keyof Fault, Check>;

const isFault: Check = (value) =>
  isRecord(value) &&
  "kind" in value &&
  Object.entries(value).every(
    ([name, field]) => Object.hasOwn(faultFields, name) && faultFields[name as keyof Fault](field),
  );

const faultChecks = {
  latencyMs: isCount,
  faults: (value) => Array.isArray(value) && value.every(isFault),
} satisfies Record<keyof FaultSwitches, Check>;

/**
 * `POST /simulator/switches` sets the given switches of a running program and answers all of them; see `fromThisMachine`.
 * A switch is known if it has a value when the route is made. Without a check of its own it takes that value's kind: a whole number from 0,
 * a boolean, a string, a list or an object; and anything if the value is null.
 */
export function switchesRoute<Switches extends FaultSwitches>(
  switches: Switches,
  ownChecks: SwitchChecks<Switches> = {},
) {
  const checks = new Map<string, Check>(
    Object.entries({ ...kindsOf(switches), ...ownChecks, ...faultChecks }),
  );
  return new Hono().post("/simulator/switches", fromThisMachine, async (c) => {
    const change: unknown = await c.req.json().catch(() => undefined);
    if (!isRecord(change)) return c.text("Only an object with switches by name.", 400);
    for (const [name, value] of Object.entries(change)) {
      const check = checks.get(name);
      if (!check) return c.text(`"${name}" is no switch; there are ${[...checks.keys()].join(", ")}.`, 400);
      if (!check(value)) return c.text(`"${name}" cannot be ${JSON.stringify(value)}.`, 400);
    }
    Object.assign(switches, change);
    return c.json(switches);
  });
}

function kindsOf(switches: object): Record<string, Check> {
  return Object.fromEntries(Object.entries(switches).map(([name, value]) => [name, kindOf(value)]));
}

function kindOf(example: unknown): Check {
  if (example === null) return () => true;
  if (Array.isArray(example)) return Array.isArray;
  if (isRecord(example)) return isRecord;
  return typeof example === "number" ? isCount : (value) => typeof value === typeof example;
}
