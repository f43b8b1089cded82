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
  margin: 0; min-height: 100vh; display: grid; grid-template-columns: minmax(0, 1fr); place-items: center; padding: 1rem;
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
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
input[type="email"] {
  width: 100%; min-height: 2.9rem; padding: .6rem .8rem; border-radius: 9px; border: 1px solid var(--soft);
  background: var(--card); color: var(--ink); font: inherit;
}
.wrong { margin: .4rem 0 0; padding-left: .6rem; border-left: 4px solid var(--alert-line); }
.quiet { background: transparent; color: var(--ink); border-color: var(--line); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.fine { margin: 0; color: var(--soft); font-size: .88rem; }
code { overflow-wrap: anywhere; }
main.wide { max-width: 52rem; }
.wide h2 { margin-top: 2rem; font-size: 1.05rem; color: var(--ink); }
.wide section.client { border-top: 1px solid var(--line); }
.wide ol { margin: 0 0 1rem; padding-left: 1.4rem; }
.label { margin: .75rem 0 .25rem; color: var(--soft); font-size: .85rem; }
pre {
  margin: 0 0 .75rem; padding: .7rem .8rem; overflow-x: auto; user-select: all; -webkit-user-select: all;
  background: var(--ground); border: 1px solid var(--line); border-radius: 8px; font-size: .88rem;
}
pre code { overflow-wrap: normal; }
.findings, .choices { padding: 0; list-style: none; }
.findings li { margin: .35rem 0; padding-left: .8rem; border-left: 4px solid var(--accent); }
.findings .fault { border-left-color: var(--alert-line); }
.findings p { margin: .25rem 0 .75rem; }
.findings .url { display: block; color: var(--soft); font-size: .82rem; overflow-wrap: anywhere; }
.choices { display: flex; flex-wrap: wrap; gap: .5rem; }
.choices a {
  display: block; min-height: 2.75rem; padding: .55rem .9rem; border: 1px solid var(--line); border-radius: 9px;
  color: inherit; text-decoration: none;
}
.choices a[aria-current] { background: var(--accent); color: var(--on-accent); font-weight: 600; }
`;
