import { html } from "hono/html";
import { type Markup, page } from "../authorization/page.ts";
import { signOutForm } from "../web-session/session-pages.ts";
import type { Finding } from "./check-documents.ts";
import type { Instruction } from "./instructions.ts";

interface SetupPage {
  /** Every MCP URL by its path, and the one that is shown. */
  paths: readonly string[];
  path: string;
  instructions: readonly Instruction[];
  findings: readonly Finding[];
  csrfToken: string;
}

/** The exact values for each client, and whether clients find what they look for. Nothing on it is secret. */
export const setupPage = ({ paths, path, instructions, findings, csrfToken }: SetupPage): Markup => {
  const faults = findings.filter(({ wrong }) => wrong !== undefined);
  return page(
    "Setup",
    html`<h1>Connect clients</h1>
      <section aria-labelledby="checks">
        <h2 id="checks">What clients find</h2>
        ${summary(faults.length, findings.length)}
        <ul class="findings">${[...faults, ...findings.filter(({ wrong }) => wrong === undefined)].map(found)}</ul>
      </section>
      <nav aria-label="MCP URL">
        <h2>For which MCP URL</h2>
        <ul class="choices">
          ${paths.map(
            (each) =>
              html`<li><a href="/setup?path=${encodeURIComponent(each)}" ${each === path ? html`aria-current="page"` : ""}>${each}</a></li>`,
          )}
        </ul>
      </nav>
      ${instructions.map(instruction)}
      ${signOutForm(csrfToken)}`,
    { isWide: true },
  );
};

const summary = (faults: number, all: number): Markup =>
  faults === 0
    ? html`<p class="fine">All ${all} checks passed just now.</p>`
    : html`<p class="warning" role="alert"><strong>${faults} of ${all} checks failed.</strong> Clients will not connect, or
        not stay connected, until this is put right.</p>`;

const found = ({ what, url, wrong }: Finding): Markup =>
  html`<li class="${wrong === undefined ? "ok" : "fault"}">
    <strong>${wrong === undefined ? "ok" : "wrong"}</strong> ${what}
    <span class="url">${url}</span>
    ${wrong === undefined ? "" : html`<p>${wrong}</p>`}
  </li>`;

const instruction = ({ client, off, steps, values }: Instruction): Markup =>
  html`<section class="client">
    <h2>${client}</h2>
    ${off === undefined ? "" : html`<p class="fine">${off}</p>`}
    <ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>
    ${values.map(({ label, text }) => html`<p class="label">${label}</p><pre tabindex="0" aria-label="${label}"><code>${text}</code></pre>`)}
  </section>`;
