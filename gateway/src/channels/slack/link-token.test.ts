import { createSecretKey, randomBytes } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { linkTokens } from "./link-token.ts";

const taken = new Set<string>();
const used = {
  use: async (_issuer: string, { id }: { id: string }) => !taken.has(id) && Boolean(taken.add(id)),
};
const key = createSecretKey(randomBytes(32));
const tokens = linkTokens(() => [key], used);
const offer = { team: "T1", user: "U1", handle: "amara", person: "p1" };
afterEach(() => void vi.useRealTimers());

test("an offer is read as it was made, and taken once", async () => {
  const token = tokens.issue(offer);
  expect(tokens.read(token)).toEqual(offer);
  expect(await tokens.take(token)).toBe(true);
  expect(await tokens.take(token)).toBe(false);
});

test("a changed offer, one of another key, and what is no token are not read", () => {
  const token = tokens.issue(offer);
  const [said = "", mac = ""] = token.split(".");
  const other = Buffer.from(JSON.stringify(["T1", "U2", "", "p1", Date.now() + 9e9, ""])).toString(
    "base64url",
  );
  for (const bad of [`${other}.${mac}`, said, "", ".", `${said}.`, `${said}.${mac}x`]) {
    expect(tokens.read(bad), bad).toBeUndefined();
  }
  const elsewhere = linkTokens(() => [createSecretKey(randomBytes(32))], used);
  expect(elsewhere.read(token)).toBeUndefined();
});

test("after ten minutes an offer is over", async () => {
  const token = tokens.issue(offer);
  vi.useFakeTimers({ now: Date.now() + 600_001 });
  expect(tokens.read(token)).toBeUndefined();
  expect(await tokens.take(token)).toBe(false);
});

test("an offer of the former key is read until that key is gone", () => {
  const [old, next] = [createSecretKey(randomBytes(32)), createSecretKey(randomBytes(32))];
  const token = linkTokens(() => [old], used).issue(offer);
  expect(linkTokens(() => [next, old], used).read(token)).toEqual(offer);
  expect(linkTokens(() => [next], used).read(token)).toBeUndefined();
});
