import type { FaultSwitches, SwitchChecks } from "@gatehouse/simulator";
import { z } from "zod";

/** A write that somebody else makes: values by REST property name, applied without asking for a permission. */
export const recordEdit = z.strictObject({
  recordType: z.string(),
  id: z.string(),
  values: z.record(z.string(), z.unknown()),
});
export type RecordEdit = z.output<typeof recordEdit>;

/** What can be changed about the account while it runs; each field may be set at any time. */
export type Switches = FaultSwitches & {
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
  /**
   * Whether the service itself refuses an approval by somebody else than the next approver, or above their own limit. No statement
   * was found that it does [open], so it does not unless a test or the demo wants it.
   */
  enforcesApprovals: boolean;
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
  enforcesApprovals: false,
  lockApprovedRecords: false,
  nextApproverAfterApproval: null,
  beforeNextWrite: null,
  vanished: [],
});

const fits = (schema: z.ZodType) => (value: unknown) => schema.safeParse(value).success;

/** Values of which the kind alone does not say enough, for those who set switches of a running program. */
export const switchChecks: SwitchChecks<Switches> = {
  concurrencyStatus: fits(z.literal([400, 429])),
  scopeClaim: fits(z.enum(["array", "string", "either"])),
  nextApproverAfterApproval: fits(z.string().nullable()),
  beforeNextWrite: fits(recordEdit.nullable()),
  vanished: fits(z.array(z.strictObject({ recordType: z.string(), id: z.string() }))),
};
