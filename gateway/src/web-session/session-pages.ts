import { html } from "hono/html";
import { SESSION_PATHS } from "../authorization/own-client.ts";
import { type Markup, page } from "../authorization/page.ts";
import type { WebSession } from "./web-sessions.ts";

const NOTICES = {
  expired: {
    title: "This sign-in has expired",
    text: "You are not signed in. Begin again and finish within ten minutes, in the same browser.",
  },
  refused: {
    title: "You are not signed in",
    text: "The sign-in was stopped or refused. Nothing has changed.",
  },
  ended: {
    title: "Your sign-in has ended",
    text: "Nothing was changed. Sign in again, then repeat what you did.",
  },
  foreign: {
    title: "This answer did not come from our page",
    text: "Nothing was changed. Open the page again and answer there.",
  },
  signed_out: { title: "You are signed out", text: "This browser has no access any more." },
  not_administrator: {
    title: "This page is for administrators",
    text: "You are signed in, but none of your roles is among those that the configuration lists under administrators.",
  },
  broken: { title: "Something went wrong here", text: "Nothing was changed. Try again in a moment." },
} as const;

/** What happened, what did not, and the way on. `to` is where a new sign-in should lead. */
export const notice = (kind: keyof typeof NOTICES, to: string = SESSION_PATHS.home): Markup =>
  page(
    NOTICES[kind].title,
    html`<h1>${NOTICES[kind].title}</h1>
      <p>${NOTICES[kind].text}</p>
      <p class="actions">
        <a class="button" href="${SESSION_PATHS.start}?${new URLSearchParams({ to }).toString()}">Sign in</a>
      </p>`,
  );

export const signedInPage = ({ person, csrfToken }: WebSession): Markup =>
  page(
    "Signed in",
    html`<h1>You are signed in</h1>
      <p>As ${person.name ?? person.email ?? person.subject}.</p>
      ${signOutForm(csrfToken)}`,
  );

/** For the foot of every page behind a sign-in. */
export const signOutForm = (csrfToken: string): Markup =>
  html`<form method="post" action="${SESSION_PATHS.end}">
    <input type="hidden" name="csrf" value="${csrfToken}">
    <p class="actions"><button class="quiet">Sign out</button></p>
  </form>`;
