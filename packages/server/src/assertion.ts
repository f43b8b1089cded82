import {
  ASSERTION,
  ASSERTION_CHECKS,
  type Caller,
  LABELS,
  type Phase,
  STEPS,
  type Step,
  ToolError,
} from "@gatehouse/tool";
import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from "jose";
import { z } from "zod";

/** The gateway's word, good for one minute: who calls, in which phase the system stands, and for which step. */
export type Assertion = {
  caller: Caller;
  phase: Phase;
  /** Present only where the gateway asks for a step: then for this tool and these arguments alone. */
  grant?: { step: Step; tool: string; argumentsHash: string };
};

const claims = z.object({
  sub: z.string().min(1),
  jti: z.string().min(1),
  // Empty where the identity provider vouches for none (see Caller).
  email: z.string().min(3).or(z.literal("")),
  roles: z.array(z.string()),
  sees: z.array(z.enum(LABELS)).default([]),
  phase: z.literal([1, 2, 3]),
  step: z.enum(STEPS).optional(),
  tool: z.string().optional(),
  arguments_hash: z.string().optional(),
});

const LIMITS = { usedIdsMax: 10_000 };

/** What a server must know to recognise its gateway. */
export type Trust = { audience: string; keys: JWTVerifyGetKey };

/**
 * Trust in the gateway at `origin`, whose public keys are fetched when first needed and again when a new one appears. Throws
 * where they would travel in the clear: whoever stood in between could send keys of their own.
 */
export function trustGateway(origin: string, system: string): Trust {
  const url = new URL(ASSERTION.keysPath, origin);
  if (url.protocol !== "https:" && !LOOPBACK.test(url.hostname))
    throw new Error("the environment variable GATEHOUSE_URL must use https, except on this machine");
  return {
    audience: ASSERTION.audience(system),
    keys: createRemoteJWKSet(url, { timeoutDuration: 3_000 }),
  };
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Checks what stands in an `Authorization` header. Refuses with `unauthenticated` whatever is not this gateway's own
 * assertion for this server: other issuers, audiences, algorithms and types, and any commit or undo seen before.
 */
export function assertionReader({ audience, keys }: Trust) {
  const used = new Map<string, number>();

  return async function readAssertion(header: string | undefined): Promise<Assertion> {
    const token = header?.match(/^Bearer ([\w.-]+)$/i)?.[1];
    if (token === undefined) throw refused("no assertion");
    const verified = await jwtVerify(token, keys, {
      ...ASSERTION_CHECKS,
      audience,
    }).catch((cause) => {
      throw refused(cause);
    });
    const parsed = claims.safeParse(verified.payload);
    if (!parsed.success) throw refused(parsed.error);
    const { sub, email, roles, sees, phase, step, tool, arguments_hash, jti } = parsed.data;
    const caller: Caller = { id: sub, email, roles, sees, ...(step && { step }) };
    // Not enumerable: it is a credential for a minute, and must not show wherever somebody prints or copies a caller.
    Object.defineProperty(caller, "assertion", { value: token });
    if (step === undefined) return { caller, phase };
    if (tool === undefined || arguments_hash === undefined)
      throw refused("a step without its tool and arguments");
    if (step !== "preview") useOnce(used, jti, verified.payload.exp ?? 0);
    return { caller, phase, grant: { step, tool, argumentsHash: arguments_hash } };
  };
}

function useOnce(used: Map<string, number>, id: string, expiresAt: number): void {
  const now = Date.now() / 1000 - ASSERTION.toleranceSeconds;
  for (const [old, end] of used) if (end < now || used.size > LIMITS.usedIdsMax) used.delete(old);
  if (used.has(id)) throw refused("this assertion was used before");
  used.set(id, expiresAt);
}

const refused = (cause: unknown) =>
  new ToolError("unauthenticated", "This server answers its gateway only; nothing was done.", {
    cause,
    next: "Connect to the gateway instead.",
  });
