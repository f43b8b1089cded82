import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { SESSION_PATHS } from "../../authorization/own-client.ts";
import { noticePage } from "../../authorization/page.ts";
import type { Log } from "../../observe/log.ts";
import type { WebSessions, WebVariables } from "../../web-session/web-sessions.ts";
import { linkPage, UNLINK_PATH } from "./link-page.ts";
import type { LinkTokens } from "./link-token.ts";
import { LINK_PATH } from "./press.ts";
import type { SlackAccounts } from "./slack-accounts.ts";

type PageContext = Context<WebVariables>;

type Needs = {
  sessions: Pick<WebSessions, "requireSignIn">;
  accounts: SlackAccounts;
  tokens: LinkTokens;
  /** How old a sign-in may be that links: afterwards the account decides without another. */
  freshMs: () => number;
  log: Log;
};

const GONE =
  "This link is used or older than ten minutes. Nothing was linked. Press the button in Slack again.";
const FOREIGN =
  "This link is for whom the message in Slack was for, and you are signed in as somebody else. Nothing was linked.";

/** Where a person says which Slack account is theirs, and takes that back. Works without script. */
export function linkRoutes(needs: Needs): Hono<WebVariables> {
  const { sessions, accounts, log } = needs;
  const app = new Hono<WebVariables>();
  app.onError((error, c) => {
    const reference = randomUUID();
    log.error({ error, reference }, "a page about Slack accounts failed");
    const text = "Nothing was changed. Try again in a moment.";
    return c.html(noticePage({ title: "Something went wrong here", text, reference, retry: LINK_PATH }), 503);
  });
  app.get(LINK_PATH, sessions.requireSignIn, (c) => {
    const token = c.req.query("token");
    return token === undefined ? show(c, needs) : offer(c, token, needs);
  });
  app.post(LINK_PATH, sessions.requireSignIn, (c) => link(c, needs));
  app.post(UNLINK_PATH, sessions.requireSignIn, async (c) => {
    const isEnded = await accounts.unlink(c.var.session.person.id, "page", randomUUID());
    return show(c, needs, isEnded ? "It is not linked to you any more." : undefined);
  });
  return app;
}

const nameOf = ({ email, name, subject }: WebVariables["Variables"]["session"]["person"]): string =>
  email ?? name ?? subject;

async function show(c: PageContext, { accounts }: Needs, said?: string, status: 200 | 403 = 200) {
  const { person, csrfToken } = c.var.session;
  const linked = await accounts.byPerson(person.id);
  return c.html(linkPage({ person: nameOf(person), csrfToken, linked, said }), status);
}

async function offer(c: PageContext, token: string, needs: Needs) {
  const { person, csrfToken } = c.var.session;
  const said = needs.tokens.read(token);
  if (said === undefined) return show(c, needs, GONE, 403);
  if (said.person !== person.id) return show(c, needs, FOREIGN, 403);
  const linked = await needs.accounts.byPerson(person.id);
  return c.html(linkPage({ person: nameOf(person), csrfToken, linked, offer: { token, said } }));
}

async function link(c: PageContext, needs: Needs) {
  const { person, signedInAt } = c.var.session;
  const { token } = await c.req.parseBody();
  const said = typeof token === "string" ? needs.tokens.read(token) : undefined;
  if (said === undefined || typeof token !== "string") return show(c, needs, GONE, 403);
  if (said.person !== person.id) return show(c, needs, FOREIGN, 403);
  if (Date.now() - signedInAt.getTime() > needs.freshMs()) {
    const to = `${LINK_PATH}?${new URLSearchParams({ token })}`;
    return c.redirect(`${SESSION_PATHS.start}?${new URLSearchParams({ fresh: "1", to })}`, 303);
  }
  if (!(await needs.tokens.take(token))) return show(c, needs, GONE, 403);
  await needs.accounts.link(said, person.id, randomUUID());
  return show(c, needs, "It is linked to you. Go back to Slack and press the button again.");
}
