import { createPrivateKey, type KeyObject, randomUUID } from "node:crypto";
import { ASSERTION, argumentsHash, type Phase, type Step } from "@gatehouse/tool";
import { type JWK, SignJWT } from "jose";
import type { KeysInForce } from "../authorization/keys/key-ring.ts";
import type { Key } from "../authorization/keys/key-set.ts";
import type { Identity } from "../exchange.ts";
import { LIMITS } from "../limits.ts";
import type { Rights } from "../rules/rights.ts";

type Grant = { step: Step; tool: string; arguments: unknown };

/** Signs what the gateway vouches for towards its servers. The caller's own token never goes further than the gateway. */
export type Assertions = {
  /** For a read, and for everything without a step: one per person, system and phase, reused for half its life. */
  forRead(identity: Identity, system: string, phase: Phase): string | Promise<string>;
  /** For one step on one tool with these arguments: never reused. */
  forStep(identity: Identity, system: string, phase: Phase, grant: Grant): Promise<string>;
  /** What servers verify with (RFC 7517, section 5). */
  publicKeys(): { keys: JWK[] };
};

/** Of every set of keys that was in force: the one that signs, those that are published, what it has signed lately. */
type Signer = {
  keys: readonly Key[];
  key: KeyObject;
  kid: string;
  publicKeys: { keys: JWK[] };
  /** By rights, which the rules give anew whenever they change: what was signed for former ones goes with them. */
  cached: WeakMap<Rights, Cached>;
};

/** By person, system and phase. */
type Cached = Map<string, { token: string; reusableUntil: number }>;

/** `keys`: the first signs, all are published. */
export function createAssertions(keys: KeysInForce): Assertions {
  let current: Signer | undefined;
  const signer = (): Signer => {
    const found = keys();
    if (current?.keys !== found) current = signerOf(found);
    return current;
  };

  const sign = (
    { id, email, roles, rights }: Identity,
    system: string,
    phase: Phase,
    more: Record<string, string>,
  ) => {
    const { key, kid } = signer();
    return new SignJWT({ email, roles: [...roles], sees: [...rights.sees], phase, ...more })
      .setProtectedHeader({ alg: ASSERTION.algorithm, typ: ASSERTION.type, kid })
      .setIssuer(ASSERTION.issuer)
      .setAudience(ASSERTION.audience(system))
      .setSubject(id)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${ASSERTION.lifeSeconds}s`)
      .sign(key);
  };

  return {
    publicKeys: () => signer().publicKeys,
    forRead(identity, system, phase) {
      const cached = cachedFor(identity.rights, signer());
      const name = `${identity.id} ${system} ${phase}`;
      const found = cached.get(name);
      if (found !== undefined && found.reusableUntil > Date.now()) return found.token;
      return sign(identity, system, phase, {}).then((token) => {
        if (cached.size >= LIMITS.assertionsCached) cached.clear();
        cached.set(name, { token, reusableUntil: Date.now() + LIMITS.assertionReuseMs });
        return token;
      });
    },
    forStep: (identity, system, phase, { step, tool, arguments: given }) =>
      sign(identity, system, phase, { step, tool, arguments_hash: argumentsHash(given) }),
  };
}

function cachedFor(rights: Rights, { cached }: Signer): Cached {
  const found = cached.get(rights);
  if (found !== undefined) return found;
  const none: Cached = new Map();
  cached.set(rights, none);
  return none;
}

function signerOf(keys: readonly Key[]): Signer {
  const [first] = keys;
  if (first === undefined) throw new Error("there is no assertion key");
  return {
    keys,
    key: createPrivateKey({ key: { ...first }, format: "jwk" }),
    kid: first.kid,
    publicKeys: { keys: keys.map(({ kty, crv, x, y, kid }) => ({ kty, crv, x, y, kid, ...USE }) as JWK) },
    cached: new WeakMap(),
  };
}

const USE = { alg: ASSERTION.algorithm, use: "sig" };
