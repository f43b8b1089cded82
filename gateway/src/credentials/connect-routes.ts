import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { AccountLink } from "@gatehouse/upstream";
import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import type { OnEvent } from "../authorization/events.ts";
import { SESSION_PATHS } from "../authorization/own-client.ts";
import { noticePage, PAGE_HEADERS } from "../authorization/page.ts";
import type { Log } from "../observe/log.ts";
import { mayUse } from "../rules/decision-on.ts";
import type { Policy } from "../rules/policy.ts";
import type { Systems } from "../systems/systems.ts";
import type { WebSessions, WebVariables } from "../web-session/web-sessions.ts";
import { accountStates } from "./account-states.ts";
import { beginConnecting, type ConnectOutcome, finishConnecting } from "./connect-account.ts";
import type { ConnectAttempts } from "./connect-attempts.ts";
import type { Connections } from "./connections.ts";
import { connectionsPage } from "./connections-page.ts";
import { type Disconnected, disconnect } from "./disconnect.ts";
import type { Revocations } from "./revocations.ts";
import type { Source } from "./sources.ts";

export type ConnectNeeds = {
  sources: ReadonlyMap<string, Source>;
  links: ReadonlyMap<string, AccountLink>;
  connections: Connections;
  revocations: Revocations;
  attempts: ConnectAttempts;
  systems: Systems;
  policy: () => Policy;
  addressOf(request: IncomingMessage): string | undefined;
  onEvent: OnEvent;
  log: Log;
};

type PageContext = Context<WebVariables>;

export const CONNECTIONS_PATH = "/connections";

/** `/connections`: where a person sees, makes and ends their accounts' connections. Works without script. */
export function connectRoutes(needs: ConnectNeeds, { requireSignIn }: Pick<WebSessions, "requireSignIn">) {
  const app = new Hono<WebVariables>();
  app.use(CONNECTIONS_PATH, requireSignIn).use(`${CONNECTIONS_PATH}/*`, requireSignIn);
  app.onError((error, c) => broken(error, c, needs.log));
  return app
    .get(CONNECTIONS_PATH, (c) => list(c, needs))
    .post(`${CONNECTIONS_PATH}/:system/connect`, (c) => connect(c, needs))
    .get(`${CONNECTIONS_PATH}/:system/callback`, (c) => callback(c, needs))
    .post(`${CONNECTIONS_PATH}/:system/disconnect`, (c) => end(c, needs));
}

async function list(c: PageContext, needs: ConnectNeeds, said?: string) {
  const { person, csrfToken } = c.var.session;
  const rights = needs.policy().rightsOf(person);
  const mine = new Set(needs.systems.all.filter(({ tools }) => mayUse(tools, rights)).map(({ id }) => id));
  const states = await accountStates(needs.sources, needs.connections, person.id);
  const shown = states.filter(({ system }) => mine.has(system));
  const name = person.email ?? person.name ?? person.subject;
  return c.html(connectionsPage({ person: name, states: shown, csrfToken, said }));
}

/** The system of the path, where this person may use it and something can be connected. */
function sourceAt(c: PageContext, { sources, systems, policy }: ConnectNeeds): Source | undefined {
  const source = sources.get(c.req.param("system") ?? "");
  const tools = source && systems.get(source.system.id)?.tools;
  return tools && mayUse(tools, policy().rightsOf(c.var.session.person)) ? source : undefined;
}

async function connect(c: PageContext, needs: ConnectNeeds) {
  const source = sourceAt(c, needs);
  if (source?.prerequisite === "sign-in")
    return c.redirect(`${SESSION_PATHS.start}?${new URLSearchParams({ to: CONNECTIONS_PATH })}`, 303);
  const link = source && needs.links.get(source.system.id);
  if (source === undefined || link === undefined) return nothingHere(c);
  const phase = needs.policy().rightsOf(c.var.session.person).phases.get(source.system.id) ?? 1;
  return c.redirect(await beginConnecting(whoIn(c, source, link), phase, needs), 303);
}

async function callback(c: PageContext, needs: ConnectNeeds) {
  const source = sourceAt(c, needs);
  const link = source && needs.links.get(source.system.id);
  if (source === undefined || link === undefined) return nothingHere(c);
  const { state, code } = c.req.query();
  const query = { ...(state && { state }), ...(code && { code }) };
  const outcome = await finishConnecting(whoIn(c, source, link), query, needs);
  const { id: system, title } = source.system;
  const reference = tell(
    c,
    needs,
    outcome.kind === "connected" ? "connected" : "refused",
    `${system}: ${outcome.kind}`,
  );
  // The code must not stay in the address: a redirect leaves it behind.
  if (outcome.kind === "connected") return c.redirect(`${CONNECTIONS_PATH}#${system}`, 303);
  const cause = "cause" in outcome ? outcome.cause : undefined;
  needs.log.warn({ reference, system, outcome: outcome.kind, cause }, "an account was not connected");
  const said = refusalOf(outcome, title, c.var.session.person.email);
  return c.html(
    noticePage({ ...said, reference, retry: CONNECTIONS_PATH }),
    outcome.kind === "no_answer" ? 503 : 403,
  );
}

async function end(c: PageContext, needs: ConnectNeeds) {
  const source = sourceAt(c, needs);
  if (source === undefined || source.prerequisite === "nothing") return nothingHere(c);
  const { title, id } = source.system;
  const outcome = await disconnect({ person: c.var.session.person.id, system: source.place }, needs);
  if (outcome !== "none") tell(c, needs, "disconnected", id);
  return list(c, needs, endedSentence(outcome, title));
}

function endedSentence(outcome: Disconnected, title: string): string {
  switch (outcome) {
    case "revoked":
      return `${title} is disconnected, and ${title} was told to end what you had granted.`;
    case "untold":
      return `${title} is disconnected, and Gatehouse makes no new use of your account. ${title} could not be told yet; Gatehouse goes on trying for a day. To be sure, remove Gatehouse from your connected apps at ${title}.`;
    case "deleted":
    case "none":
      return `${title} is disconnected: Gatehouse holds nothing of your account any more. If ${title} lists Gatehouse among your connected apps, remove it there too.`;
  }
}

/** The session's token names the session without being its secret. */
const whoIn = (c: PageContext, source: Source, link: AccountLink) => {
  const { person, csrfToken: session } = c.var.session;
  return { person, session, source, link };
};

function tell(
  c: PageContext,
  needs: ConnectNeeds,
  kind: "connected" | "disconnected" | "refused",
  reason: string,
) {
  const reference = randomUUID();
  const personId = c.var.session.person.id;
  needs.onEvent({
    kind,
    reference,
    address: needs.addressOf((c.env as unknown as HttpBindings).incoming),
    personId,
    reason: `connection: ${reason}`,
  });
  return reference;
}

function refusalOf(
  outcome: Exclude<ConnectOutcome, { kind: "connected" }>,
  title: string,
  email: string | undefined,
) {
  switch (outcome.kind) {
    case "expired":
      return {
        title: "This connection has expired",
        text: "Nothing was connected. Press Connect again and finish within ten minutes, in the same browser.",
      };
    case "declined":
      return {
        title: `${title} was not connected`,
        text: `You or ${title} said no. Nothing was connected, and nothing has changed.`,
      };
    case "no_answer":
      return {
        title: `${title} does not answer`,
        text: "Nothing was connected. Try again in a few minutes.",
      };
    case "unverified":
      return {
        title: "Your e-mail address is not known for sure",
        text: `${title} tells whose account it is by an e-mail address, and your company login vouches for none of yours. Nothing was connected. Ask your IT to have your address verified.`,
      };
    case "foreign":
      return {
        title: "This is not your account",
        text: `${title} says that the account is ${outcome.account}'s, and you are signed in as ${email}. Nothing was connected. Sign out of ${title} in this browser, then connect with your own account.`,
      };
  }
}

const nothingHere = (c: PageContext) =>
  c.html(
    noticePage({
      title: "There is nothing to connect here",
      text: "No system of this name is open to you, or it needs no connection.",
      reference: randomUUID(),
      retry: CONNECTIONS_PATH,
    }),
    404,
  );

function broken(error: Error, c: Context, log: Log) {
  const reference = randomUUID();
  const { name, message } = error;
  log.error({ reference, path: c.req.path, cause: { name, message } }, "a connections page failed");
  for (const [header, value] of Object.entries(PAGE_HEADERS)) c.header(header, value);
  const text = "Nothing was changed. Try again in a moment.";
  return c.html(
    noticePage({ title: "Something went wrong here", text, reference, retry: CONNECTIONS_PATH }),
    503,
  );
}
