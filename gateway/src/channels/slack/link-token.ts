import { createHmac, hkdfSync, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { UsedAssertions } from "../../federation/used-assertions.ts";
import type { SlackUser } from "./slack-accounts.ts";

/**
 * Which Slack account is to be whose. `person` is whom the message was for whose button was pressed: nobody can send their own
 * link to somebody else and so decide in their name.
 */
export type LinkOffer = SlackUser & { handle: string; person: string };

/** Offers travel through Slack and a browser, so they are signed, good for ten minutes and taken once. */
export type LinkTokens = {
  issue(offer: LinkOffer): string;
  /** Undefined where it is not ours, not whole or too old. */
  read(token: string): LinkOffer | undefined;
  /** False where it was taken before, at whichever replica. */
  take(token: string): Promise<boolean>;
};

const LIFE_MS = 10 * 60_000;
const INFO = "gatehouse slack link 1";
const payload = z.tuple([z.string(), z.string(), z.string(), z.string(), z.number(), z.string()]);

/** `keys`: the first signs, all verify, so that keys can be rotated. */
export function linkTokens(keys: () => readonly KeyObject[], used: UsedAssertions): LinkTokens {
  const read = (token: string) => {
    const [said = "", mac = ""] = token.split(".", 2);
    if (!keys().some((key) => isSame(macOf(key, said), mac))) return undefined;
    const [team, user, handle, person, endMs] = payload.parse(
      JSON.parse(Buffer.from(said, "base64url").toString()),
    );
    return endMs > Date.now() ? { team, user, handle, person, endMs } : undefined;
  };
  return {
    issue({ team, user, handle, person }) {
      const content = [
        team,
        user,
        handle,
        person,
        Date.now() + LIFE_MS,
        randomBytes(16).toString("base64url"),
      ];
      const said = Buffer.from(JSON.stringify(content)).toString("base64url");
      return `${said}.${macOf(keys()[0] as KeyObject, said)}`;
    },
    read(token) {
      const { endMs: _endMs, ...offer } = read(token) ?? {};
      return "team" in offer ? (offer as LinkOffer) : undefined;
    },
    async take(token) {
      const offer = read(token);
      if (offer === undefined) return false;
      return used.use("slack link", { id: token.split(".", 1)[0] ?? "", expiresAt: new Date(offer.endMs) });
    },
  };
}

const macOf = (key: KeyObject, said: string): string =>
  createHmac("sha256", Buffer.from(hkdfSync("sha256", key.export(), "", INFO, 32)))
    .update(said)
    .digest("base64url");

function isSame(mine: string, theirs: string): boolean {
  const [a, b] = [Buffer.from(mine), Buffer.from(theirs)];
  return a.length === b.length && timingSafeEqual(a, b);
}
