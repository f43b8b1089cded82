/** A write that somebody else makes: values by REST property name, applied without asking for a permission. */
export type RecordEdit = { recordType: string; id: string; values: Record<string, unknown> };

/**
 * Something that goes wrong with the next `calls` calls (one, unless given).
 * `status` answers with that code, `hang` never answers, `brokenJson` cuts the answer off, `dropConnection` closes without an answer, and
 * `expiredToken` refuses the token as expired. With `after` the call is carried out first, so that only its answer is lost.
 */
export type Fault = {
  kind: "status" | "hang" | "brokenJson" | "dropConnection" | "expiredToken";
  /** 400 means the recorded CONCURRENCY_LIMIT_EXCEEDED in its 400 form, 429 in its other form. */
  status?: number;
  calls?: number;
  /** Which calls are hit: all but the token endpoint, unless given. A SuiteQL query counts as a read. */
  on?: "read" | "write" | "token";
  after?: boolean;
};

/** What can be changed about the account while it runs; each field may be set at any time. */
export type Switches = {
  /** How long every answer takes at least. */
  latencyMs: number;
  faults: Fault[];
  concurrencyLimit: number;
  /** Which of the two forms a refused parallel call takes. */
  concurrencyStatus: 400 | 429;
  /** Whether SuiteQL binds `?` parameters, new in 2026.2. */
  paramsSupported: boolean;
  /** A single-company account has neither a subsidiary table nor subsidiary columns. */
  oneWorld: boolean;
  /** Which form of the scope claim an assertion may have. */
  scopeClaim: "array" | "string" | "either";
  accessTokenLifetimeSeconds: number;
  /** A workflow that refuses every edit of an approved order or bill. */
  lockApprovedRecords: boolean;
  /** Employee to whom an approval passes the record on, still pending: approval in several steps. */
  nextApproverAfterApproval: string | null;
  /** Applied once, just before the next write of somebody else is looked at. */
  beforeNextWrite: RecordEdit | null;
  /** Records that lists still show and that are gone when asked for. */
  vanished: { recordType: string; id: string }[];
};

export const defaultSwitches = (): Switches => ({
  latencyMs: 0,
  faults: [],
  concurrencyLimit: 5,
  concurrencyStatus: 429,
  paramsSupported: true,
  oneWorld: true,
  scopeClaim: "either",
  accessTokenLifetimeSeconds: 3_600,
  lockApprovedRecords: false,
  nextApproverAfterApproval: null,
  beforeNextWrite: null,
  vanished: [],
});
