const KiB = 1024;
const MiB = 1024 * KiB;

/**
 * What the gateway as a whole allows, beyond its settings. A limit that matters to one part alone stands in that part: those
 * of PostgreSQL in `store/database.ts`, of the audit in `audit/writer.ts` and `audit/counts.ts`, of sign-ins in
 * `authorization/`.
 */
export const LIMITS = {
  /** A request body: calls are small, documents travel by reference. */
  bodyBytes: MiB,
  /** How deep a request's JSON may nest, and how many values it may hold. */
  nesting: 32,
  elements: 2_000,
  /** A tool name as claude.ai accepts it; longer ones are not even looked up. */
  nameCharacters: 64,
  /** A result, cut by whole items; claude.ai cuts at about 150,000. */
  resultCharacters: 100_000,
  /** What an upstream may send before it is cut off. */
  upstreamBytes: 10 * MiB,
  /** How long an upstream may take to end a stream whose answer has come. */
  lingerMs: 250,
  /** A request that trickles in. */
  headersMs: 10_000,
  requestMs: 30_000,
  /** How often those two are looked at; by Node's own default only every 30 s. */
  connectionCheckMs: 2_000,
  headerBytes: 32 * KiB,
  connections: 10_000,
  /**
   * How long calls in flight may still finish when the gateway stops. A change that was sent has the time of its system
   * (`timeoutSeconds`) on top, so whoever stops the gateway should wait that long before ending it by force.
   */
  drainMs: 3_000,
  /** How often, while it stops, connections are looked at that have nothing more to do. */
  idleCheckMs: 50,
  /** A gateway whose audit lags longer is not ready. */
  auditLagMs: 10_000,
  /** How long an answer of /readyz stands for the next ones. */
  readinessMs: 1_000,
  /** How often what has expired is removed. */
  sweepMs: 10 * 60_000,
  /** Open change streams of one person, and how long one lasts before its client opens it anew. */
  streamsPerPerson: 4,
  streamMs: 30 * 60_000,
  /** How long a stream may outlive its caller's rights. */
  streamCheckMs: 5_000,
  /** Verified tokens, and decisions per set of roles, kept in memory. */
  tokensCached: 20_000,
  /** How long one signed assertion serves a person's reads. Its own life is 60 s. */
  assertionReuseMs: 30_000,
  assertionsCached: 10_000,
} as const;
