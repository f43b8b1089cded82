/** Every bound of this package, and its default. Vendors' own numbers are given by their servers. */
export const LIMITS = {
  /** One exchange with an upstream, from the first byte sent to the last one read. */
  attemptMs: 25_000,
  /** One request with all its repeats and waits; stays below the minute after which clients give up. */
  deadlineMs: 45_000,
  /** Waits before each repeat, as the NetSuite reference advises; their number bounds the repeats. */
  backoffMs: [500, 1_000, 2_000, 4_000],
  /** Each wait varies by this share in both directions, so that callers refused together do not return together. */
  backoffJitter: 0.25,
  bodyBytesMax: 8 * 1024 * 1024,
  /** How much of a vendor's error text is kept for the log. */
  causeBytesMax: 2_000,
  /** TCP connections to one origin; the vendor's own concurrency limit is far below. */
  connectionsMax: 32,
  /** A token this close to its end is not used any more. */
  tokenMarginMs: 60_000,
  /** Lifetime assumed where a token endpoint names none (RFC 6749, 5.1 leaves it optional). */
  tokenLifetimeMs: 300_000,
  /** People whose tokens are kept at once; the longest unused goes first. */
  tokensMax: 10_000,
  /** Life of a signed client assertion. NetSuite wants less than 60 minutes. */
  assertionMs: 300_000,
  /** Life of an assertion that names a person. Salesforce takes 3 minutes at most [recalled]; clocks differ. */
  personAssertionMs: 120_000,
  /** Entra bounds exchanges to 50 in 5 minutes a person: used until 5 minutes before their end, tokens stay below that. */
  onBehalfOfMarginMs: 300_000,
  /** The longest an account is held back at once, whatever a vendor asks for. */
  pauseMsMax: 300_000,
  /** Pages of one vendor list that one call may walk through. */
  pagesMax: 50,
  /** One file from its first byte to its last; stays below the minute after which clients give up. */
  downloadMs: 45_000,
  /** Files downloaded at once, and of these one person's: each is held in memory whole. */
  downloadsMax: 4,
  downloadsPerPerson: 2,
  downloadQueueMs: 15_000,
  /** How long an answer is remembered, and how many at once. */
  rememberMs: 300_000,
  rememberedMax: 5_000,
  /** Jobs one person may have waiting; the next one is refused at once. */
  waitingPerPersonMax: 100,
  /** A person's limiter is dropped after this long without a call. */
  personIdleMs: 300_000,
} as const;
