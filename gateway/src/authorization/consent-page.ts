import { html } from "hono/html";
import { type Markup, page } from "./page.ts";
import { isLoopback } from "./redirect-policy.ts";

export interface ConsentPage {
  clientName: string;
  redirectUri: string;
  scopes: readonly string[];
  resource: string;
  /** How people call their company login. */
  providerLabel: string;
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
  const days = asked.loginDays === 1 ? "1 day" : `${asked.loginDays} days`;
  return page(
    `Connect ${asked.clientName}`,
    html`<h1>Connect <strong>${asked.clientName}</strong>?</h1>
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
      ${isLoopback(redirect) ? LOOPBACK_WARNING : ""}
      <form method="post">
        <input type="hidden" name="csrf" value="${asked.csrfToken}">
        <p class="actions">
          <button name="answer" value="approve">Continue with ${asked.providerLabel}</button>
          <button class="quiet" name="answer" value="deny">Cancel</button>
        </p>
      </form>
      <p class="fine">You did not start this yourself? Then cancel: somebody may be trying to use your access.</p>`,
  );
}

const LOOPBACK_WARNING = html`<p class="warning" role="note">
  <strong>The answer goes to a program on this computer.</strong> Any program here could pose as the app above: go on
  only if you have just started it yourself.
</p>`;
