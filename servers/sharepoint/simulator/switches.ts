import type { FaultSwitches } from "@gatehouse/simulator";

/** What can be changed about the tenant while it runs; each field may be set at any time. */
export type Switches = FaultSwitches & {
  /** Resource units that one app may use in a minute; 1,250 is the quota of a tenant with up to 1,000 licences. */
  unitsPerMinute: number;
  /** Requests that one person may make in five minutes. */
  requestsPerPerson: number;
  /** How long whoever is refused by a fault, for too many requests or as not available, is told to wait. */
  retryAfterSeconds: number;
  /** How long search takes to learn of a change. */
  indexDelayMinutes: number;
  /** How long a download address works. */
  downloadLifetimeSeconds: number;
  accessTokenLifetimeSeconds: number;
  /** Where the tenant's data lies: what an app must name as `region` when it searches. */
  region: string;
  /** Delta tokens given out so far are too old. */
  deltaTokensExpired: boolean;
  /** People, by e-mail, of whom the sign-in wants more proof. */
  moreProofWanted: string[];
  /** Ids of items that lists still show and that are gone when asked for. */
  vanished: string[];
  /** Renamed by somebody else, once, between two pages of a list of changes. */
  renameDuringDelta: { driveId: string; itemId: string; name: string } | null;
};

export const defaultSwitches = (): Switches => ({
  latencyMs: 0,
  faults: [],
  unitsPerMinute: 1_250,
  requestsPerPerson: 3_000,
  retryAfterSeconds: 1,
  indexDelayMinutes: 10,
  downloadLifetimeSeconds: 300,
  accessTokenLifetimeSeconds: 3_599,
  region: "NAM",
  deltaTokensExpired: false,
  moreProofWanted: [],
  vanished: [],
  renameDuringDelta: null,
});
