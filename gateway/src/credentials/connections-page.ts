import { html } from "hono/html";
import { type Markup, page } from "../authorization/page.ts";
import { signOutForm } from "../web-session/session-pages.ts";
import { momentText } from "../words.ts";
import type { AccountState } from "./account-states.ts";

type Shown = {
  person: string;
  states: readonly AccountState[];
  csrfToken: string;
  /** What the last press came to. */
  said?: string | undefined;
};

/** Every system a person may use, how they stand with it, and what they can do about that. */
export const connectionsPage = ({ person, states, csrfToken, said }: Shown): Markup =>
  page(
    "Your connections",
    html`<h1>Your connections</h1>
      <p>What your assistant reads and changes in these systems happens under your own account there. You are signed in as
        ${person}.</p>
      ${said ? html`<p class="warning" role="status">${said}</p>` : ""}
      ${states.length === 0 ? html`<p>No system that you may use has anything to connect.</p>` : ""}
      ${states.map((state) => section(state, csrfToken))}
      ${signOutForm(csrfToken)}`,
  );

const section = (
  state: AccountState,
  csrfToken: string,
): Markup => html`<section id="${state.system}" aria-labelledby="${state.system}-title">
  <h2 id="${state.system}-title">${state.title}</h2>
  <p>${sentence(state)}</p>
  ${facts(state)}
  ${state.by ? html`<div class="actions">${buttons(state, csrfToken)}</div>` : ""}
</section>`;

function sentence({ state, means, by, connection, title }: AccountState): string {
  switch (state) {
    case "connected": {
      const as = connection?.account ? ` as ${connection.account}` : "";
      return by === "sign-in" ? `Connected through your company login${as}.` : `Connected${as}.`;
    }
    case "not_connected":
      return by === "sign-in"
        ? "Not connected. Sign in with your company login to connect it."
        : "Not connected. Until you connect it, your assistant does nothing there as you.";
    case "ended":
      return `${title} does not accept the connection any more. Connect it again.`;
    case "not_needed":
      return means === "shared"
        ? "Nothing to connect: it is read through a shared account of your company."
        : "Nothing to connect: it recognises you by your work e-mail.";
  }
}

const PHASES = {
  1: "read",
  2: "read, and make changes that can be undone",
  3: "read, and make changes of every kind that your company has opened",
} as const;

function facts({ state, connection, phase, endsAt }: AccountState): Markup | string {
  if (state !== "connected" || connection === undefined) return "";
  return html`<dl>
    <dt>Since</dt><dd>${momentText(connection.connectedAt)}</dd>
    <dt>Last used</dt><dd>${connection.usedAt ? momentText(connection.usedAt) : "not yet"}</dd>
    ${phase ? html`<dt>Your assistant may</dt><dd>${PHASES[phase]}</dd>` : ""}
    ${endsAt ? html`<dt>Ends</dt><dd>${momentText(endsAt)}, unless you connect it again before</dd>` : ""}
  </dl>
  ${connection.scopes.length > 0 ? html`<details><summary>What it was granted</summary><ul>${connection.scopes.map((scope) => html`<li><code>${scope}</code></li>`)}</ul></details>` : ""}`;
}

function buttons({ system, title, state, by }: AccountState, csrfToken: string): Markup {
  const form = (
    action: string,
    label: string,
    quiet = false,
  ) => html`<form method="post" action="/connections/${system}/${action}">
    <input type="hidden" name="csrf" value="${csrfToken}">
    <button class="${quiet ? "quiet" : ""}">${label}</button>
  </form>`;
  const isConnected = state === "connected";
  const label = by === "sign-in" ? `Sign in${isConnected ? " again" : ""} for ${title}` : `Connect ${title}`;
  return html`${form("connect", isConnected && by === "connect" ? `${label} again` : label, isConnected)}
    ${state === "not_connected" ? "" : form("disconnect", `Disconnect ${title}`, true)}`;
}
