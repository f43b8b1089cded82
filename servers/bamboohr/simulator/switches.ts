import type { FaultSwitches } from "@gatehouse/simulator";

/** What can be changed about the account while it runs; each field may be set at any time. */
export type Switches = FaultSwitches & {
  /** Which status a refusal for too many calls has: 429 since September 2026, 503 before. */
  throttleStatus: 429 | 503;
  retryAfterSeconds: number;
  /** So many of the next reads answer 200 with an error in the body, as the webhook log does over its limit. */
  errorsInSuccess: number;
  accessTokenLifetimeSeconds: number;
  /** Which generation of time off the account has. */
  timeOff: "legacy" | "new" | "both";
  /** Whether the company shares its directory, and who is out. */
  directoryShared: boolean;
  whosOutShared: boolean;
  /** Whether employees may put files into their own folder. */
  employeeUploads: boolean;
  /** Columns that a row update leaves as they were without a word, beside those that the caller has no right to. */
  skippedColumns: string[];
  /** Rows, by id, that wait for an approval (409) or hang on a pay schedule (412). */
  pendingRows: string[];
  payrollRows: string[];
  /** Fields that the account hides from everybody, by alias: gone from every answer. */
  hiddenFields: string[];
};

export const defaultSwitches = (): Switches => ({
  latencyMs: 0,
  faults: [],
  throttleStatus: 429,
  retryAfterSeconds: 30,
  errorsInSuccess: 0,
  accessTokenLifetimeSeconds: 3_600,
  timeOff: "both",
  directoryShared: true,
  whosOutShared: true,
  employeeUploads: true,
  skippedColumns: [],
  pendingRows: [],
  payrollRows: [],
  hiddenFields: [],
});
