import { html } from "hono/html";
import type { DemoPerson } from "../company/index.ts";

export const PAGE_HEADERS: Record<string, string> = {
  // Posting leads by redirects back to Gatehouse and on to the app, and browsers hold `form-action` against each.
  "content-security-policy":
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; " +
    "form-action 'self' https: http://127.0.0.1:* http://localhost:*",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/** Everybody who works at the demo company, each a button. */
export const loginPage = (people: readonly DemoPerson[]): string =>
  String(html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Demo company login</title>
    <link rel="stylesheet" href="/login/style.css">
  </head>
  <body>
    <main>
      <h1>Demo company login</h1>
      <p>This stands in for Okta, Entra ID or whatever a company signs in with. It is a demo: there are no passwords.
        Choose who you are.</p>
      <form method="post">
        ${people.map(personButton)}
      </form>
    </main>
  </body>
</html>`);

const personButton = (person: DemoPerson) => html`<button name="email" value="${person.email}">
          <strong>${nameOf(person)}</strong>
          <span>${person.title}</span>
          <small>${person.note}</small>
        </button>`;

export const nameOf = (person: DemoPerson): string => `${person.given_name} ${person.family_name}`;

export const STYLE = `
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body {
  margin: 0; padding: 1rem; display: grid; place-items: center; min-height: 100vh;
  background: light-dark(#eef0f4, #15171c); color: light-dark(#1c2230, #e7e9ee);
  font: 1rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main {
  width: 100%; max-width: 32rem; padding: clamp(1.25rem, 5vw, 2rem); border-radius: 12px;
  background: light-dark(#ffffff, #1e2129); border: 1px solid light-dark(#d8dce5, #373c48);
}
h1 { margin: 0 0 .5rem; font-size: 1.4rem; }
form { display: grid; gap: .6rem; }
button {
  display: grid; gap: .1rem; width: 100%; padding: .75rem 1rem; text-align: left; font: inherit; color: inherit;
  background: transparent; border: 1px solid light-dark(#c9cfdb, #434a58); border-radius: 9px; cursor: pointer;
}
button:hover { border-color: light-dark(#3355aa, #9db4f0); }
button:focus-visible { outline: 3px solid light-dark(#3355aa, #9db4f0); outline-offset: 2px; }
small { color: light-dark(#566074, #a2a9b8); }
`;
