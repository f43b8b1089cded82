import { accountLimits, createHttp, type TokenSource } from "@gatehouse/upstream";
import { classify } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import { system } from "./system.ts";

export type HttpSettings = {
  origin: string;
  tokens: TokenSource;
  concurrency?: number;
  timeoutMs?: number;
  backoffMs?: readonly number[];
};

/** The way out to one account: few calls at once, and a read that BambooHR was too busy for tried three times. */
export function httpFor({
  origin,
  tokens,
  concurrency = LIMITS.concurrency,
  timeoutMs,
  backoffMs = LIMITS.backoffMs,
}: HttpSettings) {
  const { perPerson, queueMs } = LIMITS;
  return createHttp({
    title: system.title,
    origin,
    tokens,
    limits: accountLimits({ title: system.title, concurrency, perPerson, queueMs }),
    classify,
    traceHeaders: ["x-request-id", "x-bamboohr-request-id"],
    backoffMs,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}
