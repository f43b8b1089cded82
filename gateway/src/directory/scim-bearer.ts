import { hash, timingSafeEqual } from "node:crypto";
import type { ProvisioningSettings } from "./config.ts";

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]{1,500}=*)$/i;

/** Tells by the bearer token whose request it is. Every token is compared, as hashes, so time tells nothing of them. */
export function bearerCheck(
  all: readonly ProvisioningSettings[],
): (authorization: string | undefined) => ProvisioningSettings | undefined {
  const known = all.flatMap((settings) =>
    settings.tokens.map((token) => ({ settings, digest: digestOf(token) })),
  );
  return (authorization = "") => {
    const digest = digestOf(BEARER.exec(authorization)?.[1] ?? "");
    let found: ProvisioningSettings | undefined;
    for (const one of known) if (timingSafeEqual(one.digest, digest)) found = one.settings;
    return found;
  };
}

const digestOf = (token: string): Buffer => hash("sha256", token, "buffer");
