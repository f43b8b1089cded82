import type { ClientEntry } from "../authorization/clients/client-entry.ts";
import { CLAUDE_REDIRECTS, KNOWN_CLIENTS } from "../authorization/clients/known-clients.ts";

/** A text to paste, with what it is. */
export interface Value {
  label: string;
  text: string;
}

/** How one client is connected. */
export interface Instruction {
  client: string;
  /** Undefined where it may connect now; else what an administrator has to do first. */
  off?: string | undefined;
  steps: readonly string[];
  values: readonly Value[];
}

interface Asked {
  url: string;
  /** How the connector is called. */
  name: string;
  entries: readonly ClientEntry[];
}

/**
 * What to do in each client for one MCP URL. Steps in the vendors' own settings are theirs and may be called otherwise by now
 * [read in source, November 2026]; the values are exact.
 */
export function instructionsFor(asked: Asked): Instruction[] {
  const { url, name, entries } = asked;
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const byId = new Map(entries.map((entry) => [entry.clientId, entry]));
  const offOf = (id: string, word: string) =>
    byId.has(id)
      ? undefined
      : `Off. Turn it on in the configuration: clients: { known: [${word}] }, then restart.`;
  return [
    {
      client: "Claude (claude.ai, desktop, mobile, Cowork): the owner, once",
      steps: [
        "Organization settings > Connectors > Add > Custom > Web.",
        "Enter name and URL exactly as below; under authentication choose “Use Claude's published identity”.",
        "These settings cannot be changed later: to change one, remove the connector and add it again.",
      ],
      values: [
        { label: "Name", text: name },
        { label: "URL", text: url },
      ],
    },
    {
      client: "Claude: every member",
      steps: [
        "Settings > Connectors > this connector > Connect.",
        "The page of Gatehouse opens: Continue, and sign in with the company login.",
      ],
      values: [],
    },
    ...ownClaude(asked),
    {
      client: "Claude Code",
      steps: ["Run the command, then /mcp inside Claude Code, and choose Authenticate."],
      values: [{ label: "Command", text: `claude mcp add --transport http ${slug} ${url}` }],
    },
    {
      client: "Visual Studio Code",
      off: offOf(KNOWN_CLIENTS.vscode.clientId, "vscode"),
      steps: ["Put this into .vscode/mcp.json, or run MCP: Add Server. The sign-in opens by itself."],
      values: [
        {
          label: ".vscode/mcp.json",
          text: JSON.stringify({ servers: { [slug]: { type: "http", url } } }, null, 2),
        },
      ],
    },
    {
      client: "Cursor",
      off: offOf(KNOWN_CLIENTS.cursor.clientId, "cursor"),
      steps: [
        "Put this into ~/.cursor/mcp.json. Cursor has no published identity, so it needs the client id.",
      ],
      values: [
        { label: "~/.cursor/mcp.json", text: cursorJson(slug, url) },
        { label: "Client id", text: KNOWN_CLIENTS.cursor.clientId },
      ],
    },
    {
      client: "ChatGPT",
      off: offOf(KNOWN_CLIENTS.chatgpt.clientId, "{ id: chatgpt, jwks: FILE }"),
      steps: [
        "Settings > Connectors > Create, with the URL below and OAuth.",
        "ChatGPT keeps the tools as they are when the connector is approved: refresh it after a change.",
      ],
      values: [{ label: "MCP server URL", text: url }],
    },
    ...entries.filter(isOwn).map((entry) => own(entry, url)),
  ];
}

const KNOWN_IDS = new Set<string>(Object.values(KNOWN_CLIENTS).map(({ clientId }) => clientId));
const isForClaude = ({ redirectUris }: ClientEntry): boolean =>
  redirectUris.length > 0 && redirectUris.every((uri) => CLAUDE_REDIRECTS.includes(uri));
const isOwn = (entry: ClientEntry): boolean => !KNOWN_IDS.has(entry.clientId) && !isForClaude(entry);

/** For a company that wants a client id of its own in claude.ai. */
const ownClaude = ({ entries, url }: Asked): Instruction[] =>
  entries.filter(isForClaude).map((entry) => ({
    client: `Claude with your own OAuth client (${entry.name})`,
    steps: [
      "As the owner's steps above, but under authentication choose “Use your own OAuth client”.",
      entry.secret === undefined
        ? "Leave the client secret empty."
        : "Enter the client secret that stands where the configuration says; it is not shown here.",
    ],
    values: [
      { label: "URL", text: url },
      { label: "Client id", text: entry.clientId },
    ],
  }));

const cursorJson = (slug: string, url: string): string =>
  JSON.stringify(
    { mcpServers: { [slug]: { url, auth: { CLIENT_ID: KNOWN_CLIENTS.cursor.clientId } } } },
    null,
    2,
  );

/** A client of the configuration's own list, MCP Inspector for one. */
const own = (
  { clientId, name, redirectUris, secret, jwks, grantTypes }: ClientEntry,
  url: string,
): Instruction => ({
  client: name,
  steps: [
    grantTypes?.includes("client_credentials")
      ? "A machine: it asks for tokens by client_credentials, with an assertion under its own key."
      : `OAuth with PKCE; ${howItProves(secret, jwks)}. Transport: Streamable HTTP.`,
  ],
  values: [
    { label: "URL", text: url },
    { label: "Client id", text: clientId },
    ...redirectUris.map((text) => ({ label: "Redirect", text })),
  ],
});

const howItProves = (secret: unknown, jwks: unknown): string =>
  secret === undefined
    ? jwks === undefined
      ? "no secret"
      : "private_key_jwt under its configured keys"
    : "its secret stands where the configuration says and is not shown here";
