import { daysBetween } from "@gatehouse/demo";
import type { Account } from "../account.ts";
import type { Store } from "../store.ts";
import { policyById, type TimeOffPolicy } from "./time-off-types.ts";

/** What at most goes over into a new year, and what everybody here before the account's first year brought along. */
const carriedMaximum = 40;
/** What a manual policy starts with. */
const givenByHand = 24;
/** The account's first year lies so many before the present one. */
const yearsKept = 2;
const monthDays = 365.25 / 12;

/**
 * A balance on a day: what was carried over the last New Year, accrued, adjusted and used since. It may be negative. An unlimited type has
 * none and shows 0.
 */
export function balanceOn(account: Account, employeeId: string, policy: TimeOffPolicy, day: string): number {
  if (policy.type === "discretionary") return 0;
  const { store, today } = account;
  const assignment = store.assignments
    .of(employeeId)
    .find(({ policyId }) => policyById(policyId)?.typeId === policy.typeId);
  if (!assignment) return 0;
  const firstYear = Number(today.slice(0, 4)) - yearsKept;
  const begun = assignment.accrualStartDate ?? `${firstYear}-01-01`;
  const until = (end: string): number => {
    const year = Number(end.slice(0, 4));
    const newYear = `${year}-01-01`;
    const opening = year <= firstYear ? firstBalance(policy, begun < newYear) : carried(`${year - 1}-12-31`);
    const start = begun < newYear ? newYear : begun;
    const months = Math.max(0, Math.floor(daysBetween(start, end) / monthDays));
    const adjusted = adjustedBetween(store, employeeId, policy.typeId, newYear, end);
    const used = usedBetween(store, employeeId, policy.typeId, newYear, end);
    return opening + months * policy.perMonth + adjusted - used;
  };
  const carried = (end: string) => Math.min(carriedMaximum, until(end));
  return until(day);
}

const firstBalance = ({ type }: TimeOffPolicy, wasHere: boolean): number =>
  type === "manual" ? givenByHand : wasHere ? carriedMaximum : 0;

const adjustedBetween = (
  store: Store,
  employeeId: string,
  typeId: string,
  from: string,
  to: string,
): number =>
  store.adjustments
    .of(employeeId)
    .filter((adjustment) => adjustment.typeId === typeId)
    .filter(({ date }) => date >= from && date <= to)
    .reduce((sum, { amount }) => sum + amount, 0);

/** What approved requests took from the first to the last day, both included. */
function usedBetween(store: Store, employeeId: string, typeId: string, from: string, to: string): number {
  return store.requests
    .of(employeeId)
    .filter((request) => request.typeId === typeId && request.status === "approved")
    .flatMap(({ dates }) => Object.entries(dates))
    .filter(([date]) => date >= from && date <= to)
    .reduce((sum, [, amount]) => sum + amount, 0);
}

/** What was used from the first of January of the day's year to the day. */
export const usedYearToDate = (store: Store, employeeId: string, typeId: string, day: string): number =>
  usedBetween(store, employeeId, typeId, `${day.slice(0, 4)}-01-01`, day);
