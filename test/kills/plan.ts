import { POINTS, pointNamed } from "./points.ts";
import {
  databaseRestarted,
  editedMeanwhile,
  killedTwice,
  type Round,
  race,
  SLOW_MS,
  startedAgain,
  systemFails,
  TOO_LATE_MS,
  takenOver,
} from "./rounds.ts";

/** Rounds of one sort. */
export type Sort = { name: string; round: Round; times: number };

/** Points at which PostgreSQL is restarted too: before anything is durable, and wherever somebody waits for the system. */
const RESTARTED = [
  "approved, not yet executing",
  "intent durable",
  "upstream accepted",
  "answer on its way",
  "answer received",
];

/** Everything, each point so many times; half of the kills with a restart, half with a second gateway that takes over. */
export function longPlan(kills: number): Sort[] {
  const few = Math.max(1, Math.round(kills / 4));
  return [
    ...POINTS.map((point) => ({
      name: `${point.name}: killed, started again`,
      round: startedAgain(point),
      times: Math.ceil(kills / 2),
    })),
    {
      name: "answer on its way: killed, and killed again while it is read back",
      round: killedTwice(pointNamed("answer on its way")),
      times: few,
    },
    {
      name: "answer on its way: killed, and changed by somebody else meanwhile",
      round: editedMeanwhile(pointNamed("answer on its way")),
      times: few,
    },
    ...RESTARTED.map((name) => ({
      name: `${name}: PostgreSQL restarted`,
      round: databaseRestarted(pointNamed(name)),
      times: few,
    })),
    {
      name: "the system hangs and does nothing",
      round: systemFails("accepted", "drop", { afterMs: TOO_LATE_MS }),
      times: few,
    },
    {
      name: "the system answers after the deadline",
      round: systemFails("accepted", "pass", { afterMs: TOO_LATE_MS }),
      times: few,
    },
    {
      name: "the system does it and drops the connection",
      round: systemFails("answered", "drop"),
      times: few,
    },
    { name: "the line breaks before the system is reached", round: systemFails("asked", "drop"), times: few },
    // From here on two gateways run.
    ...POINTS.map((point) => ({
      name: `${point.name}: killed, taken over`,
      round: takenOver(point),
      times: Math.floor(kills / 2),
    })),
    {
      name: "the system is slow, and two gateways look on",
      round: systemFails("accepted", "pass", { afterMs: SLOW_MS, isOther: true }),
      times: few,
    },
    { name: "two gateways race for the same approvals", round: race, times: Math.max(2, few) },
  ].filter(({ times }) => times > 0);
}

/** Points at which gateways in front of NetSuite's simulator are killed. */
const NETSUITE = [
  "preview taken",
  "executing, intent not durable",
  "intent durable",
  "upstream accepted",
  "answer on its way",
  "outcome unwritten",
];

/**
 * On NetSuite's simulator: killed and started again. Its server gets people's tokens from the gateway at one address, so none takes
 * over.
 */
export const netSuitePlan = (kills: number): Sort[] => [
  ...NETSUITE.map((name) => ({
    name: `netsuite, ${name}: killed, started again`,
    round: startedAgain(pointNamed(name)),
    times: Math.ceil(kills / 2),
  })),
  {
    name: "netsuite, answer on its way: killed, and changed by somebody else meanwhile",
    round: editedMeanwhile(pointNamed("answer on its way")),
    times: Math.max(1, Math.round(kills / 4)),
  },
];

/** Ten kills, one restart of PostgreSQL and one hang: what every run of the tests can afford. */
export function shortPlan(): Sort[] {
  const half = [
    "preview taken",
    "intent durable",
    "upstream accepted",
    "answer received",
    "outcome unwritten",
  ];
  const other = [
    "approved, not yet executing",
    "intent durable",
    "upstream accepted",
    "answer received",
    "outcome unwritten",
  ];
  const once = (name: string, round: Round): Sort => ({ name, round, times: 1 });
  return [
    ...half.map((name) => once(`${name}: killed, started again`, startedAgain(pointNamed(name)))),
    once("upstream accepted: PostgreSQL restarted", databaseRestarted(pointNamed("upstream accepted"))),
    once("the system hangs and does nothing", systemFails("accepted", "drop", { afterMs: TOO_LATE_MS })),
    ...other.map((name) => once(`${name}: killed, taken over`, takenOver(pointNamed(name)))),
  ];
}
