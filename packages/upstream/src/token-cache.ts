import type { Caller } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";
import type { AccessToken, TokenSource } from "./token-source.ts";

type Options = {
  identity: TokenSource["identity"];
  /** Whose token it is: one key for a service identity, the person's id otherwise. */
  keyOf(caller: Caller): string;
  /** `refused` is a token that the vendor has just turned down. */
  fetchToken(caller: Caller, refused?: AccessToken): Promise<AccessToken>;
  marginMs?: number;
};

/**
 * A token source that remembers. All who ask for the same key while a fetch runs share that fetch; a failed fetch is
 * forgotten, so that the next call tries again. A token is used until `marginMs` before its end, or until half of a
 * life shorter than that.
 */
export function cachedTokens({ identity, keyOf, fetchToken, marginMs = LIMITS.tokenMarginMs }: Options) {
  const kept = new Map<string, { token: AccessToken; usedUntil: number }>();
  const running = new Map<string, Promise<AccessToken>>();

  const keep = (key: string, token: AccessToken) => {
    const lifeMs = token.expiresAt - Date.now();
    kept.set(key, { token, usedUntil: token.expiresAt - Math.min(marginMs, lifeMs / 2) });
    const oldest = kept.keys().next().value;
    if (kept.size > LIMITS.tokensMax && oldest !== undefined) kept.delete(oldest);
  };

  const fetchOnce = (key: string, caller: Caller, refused?: AccessToken): Promise<AccessToken> => {
    const already = running.get(key);
    if (already) return already;
    const fetching = fetchToken(caller, refused)
      .then((token) => {
        keep(key, token);
        return token;
      })
      .finally(() => running.delete(key));
    running.set(key, fetching);
    return fetching;
  };

  const fresh = (key: string): AccessToken | undefined => {
    const entry = kept.get(key);
    kept.delete(key);
    if (!entry || entry.usedUntil <= Date.now()) return undefined;
    kept.set(key, entry); // Last in the map is last used.
    return entry.token;
  };

  return {
    identity,
    async token(caller) {
      const key = keyOf(caller);
      return fresh(key) ?? fetchOnce(key, caller);
    },
    async renew(caller, refused) {
      const key = keyOf(caller);
      const now = fresh(key);
      if (now && now.value !== refused.value) return now;
      kept.delete(key);
      return fetchOnce(key, caller, refused);
    },
  } satisfies TokenSource;
}
