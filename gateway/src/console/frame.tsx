import { html } from "hono/html";
import type { Child, FC } from "hono/jsx";
import { SESSION_PATHS } from "../authorization/own-client.ts";
import { assetPath } from "./assets.ts";
import type { Viewer } from "./viewer.ts";
import { Marked } from "./visible-text.tsx";

export type Section = "overview" | "phases" | "approvals" | "connections";

type FrameProps = {
  title: string;
  section?: Section;
  viewer: Viewer;
  /** Whether a chart stands on the page. */
  hasChart?: boolean;
  children?: Child;
};

/**
 * No inline script or style stands in a page, nothing comes from elsewhere, and no text is ever run as a script; forms post here
 * alone. htmx asks for parts of the same site's pages.
 */
export const CONSOLE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** By default htmx brings styles of its own and keeps pages in the browser's history; neither is wanted here. */
const HTMX_SETTINGS = JSON.stringify({ includeIndicatorCSS: false, history: false, defaultTimeout: 10_000 });

/** The frame of every page of the console. */
export const framed = (props: FrameProps) => html`<!doctype html>${<Frame {...props} />}`;

const Frame: FC<FrameProps> = ({ title, section, viewer, hasChart = false, children }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <meta name="htmx-config" content={HTMX_SETTINGS} />
      <title>{`${title} · Gatehouse`}</title>
      {hasChart && <link rel="stylesheet" href={assetPath("uplot.css")} />}
      <link rel="stylesheet" href={assetPath("console.css")} />
      <script src={assetPath("htmx.js")} defer></script>
      {hasChart && <script src={assetPath("uplot.js")} defer></script>}
      {hasChart && <script src={assetPath("charts.js")} defer></script>}
    </head>
    <body>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header>
        <div class="bar">
          <p class="brand">Gatehouse</p>
          <Navigation section={section} viewer={viewer} />
          <form method="post" action={SESSION_PATHS.end} class="person">
            <input type="hidden" name="csrf" value={viewer.csrfToken} />
            <span>
              <Marked text={viewer.name} />
            </span>
            <button type="submit" class="quiet small">
              Sign out
            </button>
          </form>
        </div>
      </header>
      <main id="content" tabindex={-1}>
        {children}
      </main>
    </body>
  </html>
);

const Navigation: FC<{ section: Section | undefined; viewer: Viewer }> = ({ section, viewer }) => {
  const links: [Section, string][] = [
    ...(viewer.mayOversee
      ? ([
          ["overview", "Overview"],
          ["phases", "Phases"],
        ] as [Section, string][])
      : []),
    ["approvals", "Approvals"],
    ["connections", "Connections"],
  ];
  return (
    <nav aria-label="Main">
      <ul>
        {links.map(([name, title]) => (
          <li>
            <a href={`/${name}`} aria-current={name === section ? "page" : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};
