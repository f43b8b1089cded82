import type { Context } from "hono";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/**
 * Headers of every page: nothing loads from elsewhere, no script runs, nobody may frame it. Posting to the page leads
 * by redirects to the identity provider and on to the app, and browsers hold `form-action` against each of those.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; " +
    "form-action 'self' https: http://127.0.0.1:* http://localhost:*",
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  // `no-referrer` would blank the Origin header of our own form, which is checked.
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
};

export function setPageHeaders(c: Context): void {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) c.header(name, value);
}

/** The frame of every page. Everything put in by `html` is escaped. */
export const page = (
  title: string,
  content: Markup,
  { isWide = false }: { isWide?: boolean } = {},
): Markup => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>${title} · Gatehouse</title>
    <link rel="stylesheet" href="/signin/style.css">
  </head>
  <body>
    <main${isWide ? html` class="wide"` : ""}>
      <p class="brand" aria-hidden="true">Gatehouse</p>
      ${content}
    </main>
  </body>
</html>`;

export interface Notice {
  title: string;
  text: string;
  reference: string;
  /** Where to go on, if anywhere. */
  retry?: string;
}

/** Says what happened and what to do, with the reference under which the log has the cause. */
export const noticePage = ({ title, text, reference, retry }: Notice): Markup =>
  page(
    title,
    html`<h1>${title}</h1>
      <p>${text}</p>
      ${retry ? html`<p class="actions"><a class="button" href="${retry}">Try again</a></p>` : ""}
      <p class="fine">If it keeps happening, give your IT this reference: <code>${reference}</code></p>`,
  );
