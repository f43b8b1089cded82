/** The one stylesheet of the sign-in pages; it lies in code so that a bundle needs no files beside it. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f3f4f1, #16181a);
  --card: light-dark(#ffffff, #1f2225);
  --ink: light-dark(#1d2226, #e8eae6);
  --soft: light-dark(#5a636a, #a3abb0);
  --line: light-dark(#d9dcd6, #3a3f43);
  --accent: light-dark(#1f5f4a, #6fc3a4);
  --on-accent: light-dark(#ffffff, #10241c);
  --alert: light-dark(#fdf3dc, #3a3018);
  --alert-line: light-dark(#c98a12, #d9a441);
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main {
  width: 100%; max-width: 28rem; padding: clamp(1.25rem, 5vw, 2.25rem);
  background: var(--card); border: 1px solid var(--line); border-radius: 14px;
}
.brand { margin: 0 0 1.25rem; color: var(--accent); font-weight: 650; letter-spacing: .02em; }
h1 { margin: 0 0 .5rem; font-size: 1.45rem; line-height: 1.25; font-weight: 600; overflow-wrap: anywhere; }
h2 { margin: 1.5rem 0 .25rem; font-size: .95rem; color: var(--soft); font-weight: 600; }
p { margin: 0 0 1rem; }
ul { margin: 0 0 1.25rem; padding-left: 1.2rem; }
li { margin: .25rem 0; }
dl { margin: 0 0 1.25rem; padding: .75rem 0; border-block: 1px solid var(--line); }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
dd:last-child { margin-bottom: 0; }
.warning { padding: .75rem 1rem; background: var(--alert); border-left: 4px solid var(--alert-line); border-radius: 6px; }
.actions { display: flex; flex-direction: column; gap: .6rem; margin: 1.25rem 0; }
button, .button {
  width: 100%; min-height: 2.9rem; padding: .6rem 1rem; border-radius: 9px; border: 1px solid transparent;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; cursor: pointer;
}
button:hover, .button:hover { filter: brightness(1.08); }
.quiet { background: transparent; color: var(--ink); border-color: var(--line); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.fine { margin: 0; color: var(--soft); font-size: .88rem; }
code { overflow-wrap: anywhere; }
`;
