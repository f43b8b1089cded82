import { html } from "hono/html";
import { type Markup, page } from "../../authorization/page.ts";
import { signOutForm } from "../../web-session/session-pages.ts";
import { momentText } from "../../words.ts";
import { marked } from "../marked-text.ts";
import type { LinkOffer } from "./link-token.ts";
import { LINK_DAYS } from "./may-decide.ts";
import { LINK_PATH } from "./press.ts";
import type { Linked } from "./slack-accounts.ts";

export const UNLINK_PATH = "/channels/slack/unlink";

type Shown = {
  person: string;
  csrfToken: string;
  linked: Linked | undefined;
  /** What can be linked now. */
  offer?: { token: string; said: LinkOffer } | undefined;
  /** What the last press came to, or why there is nothing to link. */
  said?: string | undefined;
};

/** Which Slack account is this person's, and the question whether another one is. */
export const linkPage = ({ person, csrfToken, linked, offer, said }: Shown): Markup =>
  page(
    "Your Slack account",
    html`<h1>Your Slack account</h1>
      <p>You are signed in as ${person}.</p>
      ${said ? html`<p class="warning" role="status">${said}</p>` : ""}
      ${offer ? question(offer, person, csrfToken) : ""}
      ${linked ? present(linked, csrfToken) : html`<p>No Slack account is linked to you.</p>`}
      ${signOutForm(csrfToken)}`,
  );

const question = ({ token, said }: NonNullable<Shown["offer"]>, person: string, csrfToken: string): Markup =>
  html`<h2>Link this account?</h2>
    <p>Whoever uses the Slack account <strong>${marked(said.handle || said.user, 80)}</strong> (${said.user} in the workspace
      ${said.team}) can then approve small amounts in the name of ${person}, for ${LINK_DAYS} days. Link it only if it is yours.</p>
    <form method="post" action="${LINK_PATH}">
      <input type="hidden" name="csrf" value="${csrfToken}">
      <input type="hidden" name="token" value="${token}">
      <p class="actions"><button>Link it to me</button></p>
    </form>`;

const present = ({ team, user, linkedAt }: Linked, csrfToken: string): Markup =>
  html`<p>Linked is ${user} in the workspace ${team}, since ${momentText(linkedAt)}. It counts for ${LINK_DAYS} days.</p>
    <form method="post" action="${UNLINK_PATH}">
      <input type="hidden" name="csrf" value="${csrfToken}">
      <p class="actions"><button class="quiet">Unlink it</button></p>
    </form>`;
