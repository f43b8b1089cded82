export interface Lifetimes {
  /** Claude refreshes up to five minutes early, so six is the least; revocation does not wait for the end. */
  accessTokenSeconds: number;
  /** How long a connection may rest before its refresh token is dead. Every refresh starts it anew. */
  refreshIdleSeconds: number;
  /** When the login as a whole ends, however busy: the person then signs in again. */
  loginSeconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DEFAULT_LIFETIMES: Lifetimes = {
  accessTokenSeconds: 60 * MINUTE,
  refreshIdleSeconds: 8 * HOUR,
  loginSeconds: 14 * DAY,
};

const ACCESS_TOKEN_SECONDS = { least: 6 * MINUTE, most: 24 * HOUR } as const;

/** A connection is refreshed when its access token ends: it must be able to rest for longer than that token lives. */
const idleSecondsOf = ({ accessTokenSeconds, refreshIdleSeconds, loginSeconds }: Lifetimes): number =>
  Math.min(Math.max(refreshIdleSeconds, 2 * accessTokenSeconds), loginSeconds);

/** Fills gaps with the defaults; throws a RangeError that names the setting and its bounds. */
export function completeLifetimes(given: Partial<Lifetimes> = {}): Lifetimes {
  const lifetimes = { ...DEFAULT_LIFETIMES, ...given };
  lifetimes.refreshIdleSeconds = given.refreshIdleSeconds ?? idleSecondsOf(lifetimes);
  const { accessTokenSeconds, refreshIdleSeconds, loginSeconds } = lifetimes;
  const { least, most } = ACCESS_TOKEN_SECONDS;
  if (!(accessTokenSeconds >= least && accessTokenSeconds <= most)) {
    throw new RangeError(
      `accessTokenSeconds must lie between ${least} and ${most}, not ${accessTokenSeconds}.`,
    );
  }
  // A grant that ends before its refresh token would end the connection without a word.
  if (!(refreshIdleSeconds > 0 && refreshIdleSeconds <= loginSeconds)) {
    throw new RangeError(`refreshIdleSeconds must lie between 1 and loginSeconds (${loginSeconds}).`);
  }
  return lifetimes;
}
