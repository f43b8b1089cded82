import { html } from "hono/html";
import { type Markup, page } from "./page.ts";
import { isLoopback } from "./redirect-policy.ts";

export interface ConsentPage {
  /** The gateway's own pages ask: nothing is connected, somebody only signs in. */
  isOwn: boolean;
  clientName: string;
  redirectUri: string;
  scopes: readonly string[];
  resource: string;
  /** How people call their company login; undefined where their mail address has to say which it is. */
  providerLabel: string | undefined;
  /** What was typed as an address, where it led nowhere. */
  unknownAddress?: string;
  loginDays: number;
  csrfToken: string;
}

const SCOPE_TEXTS: Readonly<Record<string, string>> = {
  "mcp:read": "Read, as you, what you may read in the connected systems.",
  "mcp:write": "Ask for changes as you. What your company has not opened stays closed.",
};

/** Asked before anybody is signed in: who wants what, where the answer goes, and what that means. */
export function consentPage(asked: ConsentPage): Markup {
  const redirect = new URL(asked.redirectUri);
  return page(
    asked.isOwn ? "Sign in" : `Connect ${asked.clientName}`,
    html`${asked.isOwn ? OWN_WORDS : connectionWords(asked, redirect)}
      <form method="post">
        <input type="hidden" name="csrf" value="${asked.csrfToken}">
        ${asked.providerLabel === undefined ? addressField(asked.unknownAddress) : ""}
        <p class="actions">
          <button name="answer" value="approve">Continue${asked.providerLabel && ` with ${asked.providerLabel}`}</button>
          <button class="quiet" name="answer" value="deny" formnovalidate>Cancel</button>
        </p>
      </form>
      <p class="fine">You did not start this yourself? Then cancel: somebody may be trying to use your access.</p>`,
  );
}

const OWN_WORDS = html`<h1>Sign in to Gatehouse</h1>
  <p>For its own pages, in this browser only. Nothing is connected.</p>`;

function connectionWords(asked: ConsentPage, redirect: URL): Markup {
  const days = asked.loginDays === 1 ? "1 day" : `${asked.loginDays} days`;
  return html`<h1>Connect <strong>${asked.clientName}</strong>?</h1>
      <p>It asks to work with your company's systems in your name.</p>
      <h2>It may then</h2>
      <ul>
        ${asked.scopes.flatMap((scope) => SCOPE_TEXTS[scope] ?? []).map((text) => html`<li>${text}</li>`)}
        <li>Stay connected for up to ${days}, then ask you again.</li>
      </ul>
      <dl>
        <dt>For</dt>
        <dd>${asked.resource}</dd>
        <dt>The answer goes to</dt>
        <dd>${redirect.host}</dd>
      </dl>
      ${isLoopback(redirect) ? LOOPBACK_WARNING : ""}`;
}

/** Only where there is more than one login to go to. */
const addressField = (
  unknown: string | undefined,
) => html`<label for="email">Your mail address at work</label>
  <input type="email" id="email" name="email" required autocomplete="email" maxlength="254"
    value="${unknown ?? ""}" ${unknown === undefined ? "" : html`aria-invalid="true" aria-describedby="wrong" autofocus`}>
  ${
    unknown === undefined
      ? ""
      : html`<p class="wrong" id="wrong" role="alert">No company login is set up for this address. Check its spelling, or
    ask your IT which address to use.</p>`
  }`;

const LOOPBACK_WARNING = html`<p class="warning" role="note">
  <strong>The answer goes to a program on this computer.</strong> Any program here could pose as the app above: go on
  only if you have just started it yourself.
</p>`;
