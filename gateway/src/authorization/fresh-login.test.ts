import { expect, test } from "vitest";
import { isFreshAsked, signedInSeconds } from "./fresh-login.ts";
import { WEB_CLIENT_ID } from "./own-client.ts";

const NOW = Date.parse("2026-11-23T10:00:00Z");
const ASKED_SECONDS = NOW / 1000 - 30;
const at = (time: string) => new Date(`2026-11-23T${time}Z`);
const strict = { trustsPrompt: false };
const interaction = (params: Record<string, string>) => ({ uid: "u", iat: ASKED_SECONDS, params }) as never;
const fresh = interaction({ client_id: WEB_CLIENT_ID, prompt: "login" });
const ordinary = interaction({ client_id: WEB_CLIENT_ID });

test("only the gateway's own pages have people prove themselves again", () => {
  expect(isFreshAsked(fresh)).toBe(true);
  expect(isFreshAsked(ordinary)).toBe(false);
  expect(isFreshAsked(interaction({ client_id: "claude", prompt: "login" }))).toBe(false);
});

test("an ordinary sign-in is as old as the provider says, and of unknown age where it says nothing", () => {
  expect(signedInSeconds(ordinary, at("07:00:00"), strict, NOW)).toBe(at("07:00:00").getTime() / 1000);
  expect(signedInSeconds(ordinary, undefined, strict, NOW)).toBe(1);
});

test("a fresh one is of the moment that the provider names", () => {
  expect(signedInSeconds(fresh, at("09:59:50"), strict, NOW)).toBe(at("09:59:50").getTime() / 1000);
});

test("a provider that does not say when a fresh login was is refused, unless the company answers for it", () => {
  expect(() => signedInSeconds(fresh, undefined, strict, NOW)).toThrow("did not say when");
  expect(signedInSeconds(fresh, undefined, { trustsPrompt: true }, NOW)).toBe(NOW / 1000);
  expect(signedInSeconds(ordinary, undefined, { trustsPrompt: true }, NOW)).toBe(1);
});

test("a provider that answers a wish for a fresh login with an older one is refused, whoever answers for it", () => {
  for (const trustsPrompt of [false, true])
    expect(() => signedInSeconds(fresh, at("09:58:00"), { trustsPrompt }, NOW)).toThrow(
      "the login was not fresh",
    );
});

test("nobody has signed in in the future", () => {
  expect(signedInSeconds(ordinary, at("11:00:00"), strict, NOW)).toBe(NOW / 1000);
});
