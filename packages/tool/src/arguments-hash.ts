import { createHash } from "node:crypto";

/** One text for one value: object keys sorted at every depth, so that order does not matter (as in RFC 8785). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    members.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** What a granted step is bound to: SHA-256 of the canonical arguments, base64url. */
export const argumentsHash = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("base64url");
