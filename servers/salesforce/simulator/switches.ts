import type { FaultSwitches, SwitchChecks } from "@gatehouse/simulator";
import type { Value } from "./store.ts";

/** A write that somebody else makes: values by field name, applied without asking for a right. */
export type RecordEdit = { object: string; id: string; values: Record<string, Value> };

/** What can be changed about the org while it runs; each field may be set at any time. */
export type Switches = FaultSwitches & {
  /** How long an access token works; the answer never says it. */
  sessionTimeoutSeconds: number;
  /** Calls a day, and how many of them are used; every call counts one. */
  dailyApiRequestsMax: number;
  dailyApiRequestsUsed: number;
  /** Whether rows honour If-Unmodified-Since and If-Modified-Since; whether every object does is [open]. */
  rowPreconditions: boolean;
  /** Rows of a page of a query; wide rows come in pages of half that size. */
  pageRows: number;
  /** How many of the next writes fail because another transaction holds the row. */
  rowLocks: number;
  /** Whether tasks and events have the external id `MCP_Request_Id__c`; what an org allows is [open]. */
  activityExternalIds: boolean;
  /** Fields that nobody sees, as `Object.Field`: rights that were taken away. */
  hiddenFields: string[];
  /** Usernames that may not use the API. */
  apiDisabledFor: string[];
  /** A 401 with this message for every call, which no new token cures. */
  sessionRefusal: string | null;
  /** Applied once, just before the next write of somebody else is looked at. */
  beforeNextWrite: RecordEdit | null;
  /** Records that lists still show and that are deleted when asked for. */
  vanished: string[];
};

export const defaultSwitches = (): Switches => ({
  latencyMs: 0,
  faults: [],
  sessionTimeoutSeconds: 7_200,
  dailyApiRequestsMax: 15_000,
  dailyApiRequestsUsed: 900,
  rowPreconditions: true,
  pageRows: 2_000,
  rowLocks: 0,
  activityExternalIds: true,
  hiddenFields: [],
  apiDisabledFor: [],
  sessionRefusal: null,
  beforeNextWrite: null,
  vanished: [],
});

const isTextList = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

const isRecordEdit = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return false;
  const { object, id, values } = value as Partial<RecordEdit>;
  return (
    typeof object === "string" && typeof id === "string" && typeof values === "object" && values !== null
  );
};

/** Which values the switches may have that a route sets. */
export const switchChecks: SwitchChecks<Switches> = {
  pageRows: (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) <= 2_000,
  hiddenFields: isTextList,
  apiDisabledFor: isTextList,
  vanished: isTextList,
  sessionRefusal: (value) => value === null || typeof value === "string",
  beforeNextWrite: (value) => value === null || isRecordEdit(value),
};
