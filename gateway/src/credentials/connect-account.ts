import { randomBytes } from "node:crypto";
import { type Phase, ToolError } from "@gatehouse/tool";
import type { AccountLink } from "@gatehouse/upstream";
import type { ConnectAttempts } from "./connect-attempts.ts";
import type { Connections } from "./connections.ts";
import type { Source } from "./sources.ts";

/** Who connects, in which session, and which system. */
type Who = {
  person: { id: string; email: string | undefined };
  session: string;
  source: Source;
  link: AccountLink;
};
type Needs = { attempts: ConnectAttempts; connections: Connections };

/** How a round trip to a vendor ended. Everything but `connected` has changed nothing. */
export type ConnectOutcome =
  | { kind: "connected"; account: string | undefined }
  | { kind: "declined" | "expired" | "unverified" | "no_answer"; cause?: unknown }
  /** The vendor says that the account is somebody else's. */
  | { kind: "foreign"; account: string };

const newSecret = () => randomBytes(32).toString("base64url");

/** Where to send the browser, with what is asked for at the phase that is open to this person. */
export async function beginConnecting(who: Who, phase: Phase, { attempts }: Needs): Promise<string> {
  const { person, session, source, link } = who;
  const { id, scopes: declared, grants } = source.system;
  const scopes = [...new Set([...(grants.person?.connectScopes ?? []), ...declared[phase]])];
  const [state, pkceVerifier] = [newSecret(), newSecret()];
  await attempts.open({ state, person: person.id, system: id, session, pkceVerifier, scopes });
  return link.authorizationUrl({ state, verifier: pkceVerifier, scopes });
}

/**
 * Takes the vendor's answer. It counts once, in the session that asked, and only for an account whose e-mail is the person's
 * own where the vendor tells it: somebody could otherwise be made to work in another's account without noticing.
 */
export async function finishConnecting(
  who: Who,
  query: { state?: string; code?: string },
  needs: Needs,
): Promise<ConnectOutcome> {
  const { person, session, source, link } = who;
  const place = { person: person.id, system: source.place };
  const attempt = query.state && (await needs.attempts.use({ ...place, session, state: query.state }));
  if (!attempt) return { kind: "expired" };
  if (!query.code) return { kind: "declined" };
  const { pkceVerifier: verifier, scopes: asked } = attempt;
  try {
    const linked = await link.redeem({ code: query.code, verifier, scopes: asked });
    const { email, refreshToken, scopes, token } = linked;
    const isOwn = email === undefined || email === person.email?.toLowerCase();
    if (!isOwn) {
      await giveBack(link, refreshToken);
      return person.email === undefined ? { kind: "unverified" } : { kind: "foreign", account: email };
    }
    const credential = {
      ...(refreshToken !== undefined && { refreshToken }),
      tokens: { "": { value: token.value, expiresAt: token.expiresAt } },
    };
    await needs.connections.save(place, { account: email, scopes, credential }).catch(async (error) => {
      await giveBack(link, refreshToken);
      throw error;
    });
    return { kind: "connected", account: email };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { kind: error.code === "not_connected" ? "declined" : "no_answer", cause: error.cause };
  }
}

/** What was granted and will not be kept must not live on at the vendor; where it does not listen, it ends by its age. */
const giveBack = async (link: AccountLink, refreshToken: string | undefined): Promise<void> => {
  if (refreshToken !== undefined) await link.revoke(refreshToken).catch(() => {});
};
