import { randomUUID } from "node:crypto";
import { ASSERTION, argumentsHash, type Phase, type Step } from "@gatehouse/tool";
import { exportJWK, importJWK, type JWK, SignJWT } from "jose";
import type { Identity } from "../exchange.ts";
import { LIMITS } from "../limits.ts";

type Grant = { step: Step; tool: string; arguments: unknown };

/** Signs what the gateway vouches for towards its servers. The caller's own token never goes further than the gateway. */
export type Assertions = {
  /** For a read, and for everything without a step: one per person, system and phase, reused for half its life. */
  forRead(identity: Identity, system: string, phase: Phase): string | Promise<string>;
  /** For one step on one tool with these arguments: never reused. */
  forStep(identity: Identity, system: string, phase: Phase, grant: Grant): Promise<string>;
  /** What servers verify with (RFC 7517, section 5). */
  publicKeys: { keys: JWK[] };
};

export async function createAssertions(privateKey: JWK): Promise<Assertions> {
  const key = await importJWK(privateKey, ASSERTION.algorithm, { extractable: true });
  const { d: _private, ...publicKey } = await exportJWK(key);
  const { kid } = privateKey;
  if (kid === undefined) throw new Error("the assertion key needs a kid, so that servers can find it");
  const cached = new Map<string, { token: string; reusableUntil: number }>();

  const sign = ({ id, email, roles }: Identity, system: string, phase: Phase, more: Record<string, string>) =>
    new SignJWT({ email, roles: [...roles], phase, ...more })
      .setProtectedHeader({ alg: ASSERTION.algorithm, typ: ASSERTION.type, kid })
      .setIssuer(ASSERTION.issuer)
      .setAudience(ASSERTION.audience(system))
      .setSubject(id)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${ASSERTION.lifeSeconds}s`)
      .sign(key);

  return {
    publicKeys: { keys: [{ ...publicKey, kid, alg: ASSERTION.algorithm, use: "sig" }] },
    forRead(identity, system, phase) {
      const name = `${identity.id} ${identity.rights.policyVersion} ${identity.roles.join()} ${system} ${phase}`;
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
