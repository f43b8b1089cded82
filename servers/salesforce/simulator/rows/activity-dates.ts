import type { Store, Value } from "../store.ts";

const holders: Record<string, string> = { "001": "Account", "003": "Contact", "006": "Opportunity" };

export type ActivityDates = { LastActivityDate: Value; HasOpenActivity?: Value; HasOverdueTask?: Value };

/**
 * What a record's tasks and events make of it. The last activity is the latest completed task or past event [recalled: whether a future
 * event counts is open]; only opportunities also say whether something is open or overdue.
 */
export function activityDates(store: Store, object: string, id: string, today: string): ActivityDates {
  const field = object === "Contact" ? "WhoId" : object === "Account" ? "AccountId" : "WhatId";
  const tasks = store.matching("Task", field, id).filter(({ IsDeleted }) => IsDeleted !== true);
  const events = store.matching("Event", field, id).filter(({ IsDeleted }) => IsDeleted !== true);
  const dates = [
    ...tasks.filter(({ IsClosed }) => IsClosed === true),
    ...events.filter(({ ActivityDate }) => String(ActivityDate) <= today),
  ].flatMap(({ ActivityDate }) => (typeof ActivityDate === "string" ? ActivityDate : []));
  const last = dates.reduce<string | null>(
    (best, date) => (best === null || date > best ? date : best),
    null,
  );
  if (object !== "Opportunity") return { LastActivityDate: last };
  const open = tasks.filter(({ IsClosed }) => IsClosed !== true);
  return {
    LastActivityDate: last,
    HasOpenActivity: open.length > 0 || events.some(({ ActivityDate }) => String(ActivityDate) >= today),
    HasOverdueTask: open.some(({ ActivityDate }) => typeof ActivityDate === "string" && ActivityDate < today),
  };
}

/** Brings the records behind an activity up to date after it was written. */
export function refreshActivityDates(store: Store, ids: (Value | undefined)[], today: string): void {
  for (const id of new Set(ids)) {
    const object = typeof id === "string" ? holders[id.slice(0, 3)] : undefined;
    if (object === undefined || typeof id !== "string" || !store.read(object, id)) continue;
    store.update(object, id, { ...activityDates(store, object, id, today) });
  }
}

/** The account an activity counts for: the one it is about, or that of what or whom it is about. */
export function accountOfActivity(store: Store, what: Value | undefined, who: Value | undefined): Value {
  if (typeof what === "string") {
    if (what.startsWith("001")) return what;
    const object = what.startsWith("006") ? "Opportunity" : "Case";
    return store.read(object, what)?.AccountId ?? null;
  }
  return typeof who === "string" ? (store.read("Contact", who)?.AccountId ?? null) : null;
}
