import type { Answer, Call } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";
import { META } from "../protocol/versions.ts";
import { cardPage } from "./card-page.ts";

/** What clients call the extension by which a tool's answer is shown as a page (MCP Apps 2026-01-26, "Extension Identifier"). */
const EXTENSION = "io.modelcontextprotocol/ui";
const MEDIA_TYPE = "text/html;profile=mcp-app";
const CARD_URI = "ui://gatehouse/request";

/** Pages of systems are not passed on: what is shown in the person's client under our name is ours. */
const SCHEME = "ui:";

const ui = {
  // Nothing may be loaded from anywhere; the page's own policy says the same.
  csp: { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] },
  prefersBorder: false,
};

/** As `resources/list` names it. */
const LISTED = {
  uri: CARD_URI,
  name: "gatehouse_request",
  title: "A request at Gatehouse",
  description:
    "Shows what a change would do, who must approve it and where it stands. Made for an answer, empty without one.",
  mimeType: MEDIA_TYPE,
  _meta: { ui },
};

/** It changes with a new version of the gateway only, and hosts may keep it for a while (2026-07-28, server/caching). */
const CACHING = { ttlMs: 3_600_000, cacheScope: "private", resultType: "complete" };

const read = { contents: [{ uri: CARD_URI, mimeType: MEDIA_TYPE, text: cardPage, _meta: { ui } }] };
const serialised = {
  modern: Buffer.from(JSON.stringify({ ...read, ...CACHING })),
  legacy: Buffer.from(JSON.stringify(read)),
};

/** Stands for a page that travels as text only. */
const WRITTEN: Record<string, unknown> = Object.freeze({});

/** Whether this asks for a page, ours or one that is not there; no system is asked for either. */
export const isCardRead = ({ method, params }: Call): boolean =>
  method === "resources/read" &&
  typeof params.uri === "string" &&
  params.uri.toLowerCase().startsWith(SCHEME);

/** The card itself, for whoever has signed in; undefined where another resource is meant. */
export const cardAnswer = ({ era, params }: Call): Answer | undefined =>
  params.uri === CARD_URI ? { result: WRITTEN, serialised: serialised[era] } : undefined;

/** What a place without resources of its own lists: the card, for clients that can show it. */
export const cardsFor = (call: Call): readonly object[] => (showsCards(call) ? [LISTED] : []);

/**
 * Whether the client shows cards. One of the modern era says so with each request; one of the legacy era said it to whichever
 * replica greeted it, so it is taken to, and leaves aside what it does not know.
 */
export function showsCards({ era, method, params }: Call): boolean {
  if (era === "legacy") return method !== "initialize" || declares(params.capabilities);
  return isObject(params._meta) && declares(params._meta[META.capabilities]);
}

function declares(capabilities: unknown): boolean {
  const extensions = isObject(capabilities) ? capabilities.extensions : undefined;
  const declared = isObject(extensions) ? extensions[EXTENSION] : undefined;
  if (!isObject(declared)) return false;
  const { mimeTypes } = declared;
  return mimeTypes === undefined || (Array.isArray(mimeTypes) && mimeTypes.includes(MEDIA_TYPE));
}

/** What a greeting adds for a client that shows cards: both sides must declare an extension before either uses it (SEP-2133). */
export const cardCapabilities = { resources: {}, extensions: { [EXTENSION]: {} } };

/** By which a tool is listed whose answers are shown as a card. No card calls a system's tool, so hosts are told to let none. */
export const cardMeta = (system: string | undefined) => ({
  ui: { resourceUri: CARD_URI, ...(system !== undefined && { visibility: ["model"] }) },
});
