import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { checkClientEntries } from "./check-client-entries.ts";
import { clientsSchema, enterpriseManagedSchema } from "./config.ts";
import { CLAUDE_ID } from "./known-clients.ts";
import { clientSettings } from "./settings.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "gatehouse-clients-"));
const publicKey = { kty: "EC", crv: "P-256", x: "x", y: "y", kid: "k" };
writeFileSync(path.join(folder, "keys.json"), JSON.stringify({ keys: [publicKey] }));
writeFileSync(path.join(folder, "private.json"), JSON.stringify({ keys: [{ ...publicKey, d: "d" }] }));

let mistakes: string[];
beforeEach(() => {
  mistakes = [];
});
const settingsOf = (clients: unknown, enterprise: unknown = undefined) =>
  clientSettings(clientsSchema.parse(clients), enterpriseManagedSchema.parse(enterprise), {
    folder,
    value: (of) =>
      "env" in of ? `${of.env === "SHORT" ? "" : "the very, very long secret "}value of ${of.env}` : "",
    wrong: (where, reason) => void mistakes.push(`${where.join(".")}: ${reason}`),
  });
const own = { id: "inspector", name: "Inspector", redirectUris: ["http://127.0.0.1/callback"] };
const machine = { id: "nightly", name: "Nightly", jwks: "keys.json", roles: ["reader"] };

test("without a word about clients there are no others than the published ones", () => {
  expect(settingsOf(undefined)).toEqual({
    entries: [],
    machines: [],
    registration: undefined,
    trustedIssuers: [],
  });
});

test("a bare list is that of one's own clients", () => {
  expect(settingsOf([own]).entries).toMatchObject([
    { clientId: "inspector", redirectUris: own.redirectUris },
  ]);
});

test("a known client is taken as its vendor documents it, and ChatGPT needs its keys", () => {
  const { entries } = settingsOf({ known: ["vscode", "cursor", { id: "chatgpt", jwks: "keys.json" }] });
  expect(entries.map(({ name }) => name)).toEqual(["Visual Studio Code", "Cursor", "ChatGPT"]);
  expect(entries[2]?.jwks?.keys).toEqual([publicKey]);
  expect(mistakes).toEqual([]);
  settingsOf({ known: ["chatgpt"] });
  expect(mistakes[0]).toContain("chatgpt needs jwks");
});

test("claude's own OAuth client has claude.ai's redirects and the secret from outside", () => {
  const [claude] = settingsOf({ own: [{ ...own, redirectUris: "claude", secret: { env: "S" } }] }).entries;
  expect(claude).toMatchObject({ secret: "the very, very long secret value of S" });
  expect(claude?.redirectUris).toContain("https://claude.ai/api/mcp/auth_callback");
});

test("a machine reads only where nothing else is said", () => {
  expect(settingsOf({ machines: [machine] }).machines).toEqual([
    { id: "nightly", name: "Nightly", scopes: ["mcp:read"] },
  ]);
});

test.each([
  ["a private key", { machines: [{ ...machine, jwks: "private.json" }] }, "must be a JWK Set of public keys"],
  ["a short secret", { own: [{ ...own, secret: { env: "SHORT" } }] }, "SHORT holds fewer than 32 characters"],
  ["no such file", { machines: [{ ...machine, jwks: "nowhere.json" }] }, "cannot be read (ENOENT)"],
  ["secret and keys", { own: [{ ...own, secret: { env: "S" }, jwks: "keys.json" }] }, "one of them must do"],
])("%s is told with its place", (_, clients, said) => {
  settingsOf(clients);
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]).toMatch(/^clients\.(own|machines)\.0/);
  expect(mistakes[0]).toContain(said);
});

test("a token for registration is long too", () => {
  settingsOf({ registration: { redirectUris: ["https://app.example/back"], token: { env: "SHORT" } } });
  expect(mistakes).toEqual([expect.stringMatching(/^clients\.registration\.token: SHORT holds fewer/)]);
});

test.each([
  [
    "plain http to the world",
    { own: [{ ...own, redirectUris: ["http://app.example/back"] }] },
    "own.0.redirectUris.0: http://app.example/back must be https",
  ],
  ["an id twice", { own: [own, { ...own, name: "Other" }] }, "own.1: the id inspector is that of Inspector"],
  [
    "a machine of a client's id",
    { own: [{ ...own, id: "nightly" }], machines: [machine] },
    "machines.0: the id",
  ],
  ["a known client twice", { known: ["cursor", "cursor"] }, "known.1: the id cursor is that of Cursor"],
  [
    "the id of the gateway's own pages",
    { own: [{ ...own, id: "gatehouse-web" }] },
    "own.0: the id gatehouse-web",
  ],
  ["the id of a published client", { own: [{ ...own, id: CLAUDE_ID }] }, "is that of Claude"],
])("%s is told with its place, whatever the environment holds", (_, clients, said) => {
  checkClientEntries(clientsSchema.parse(clients), (where, reason) => {
    mistakes.push(`${where.join(".")}: ${reason}`);
  });
  expect(mistakes).toEqual([expect.stringContaining(said)]);
});

test.each([
  ["a client nobody knows", { known: ["emacs"] }],
  ["a secret written down", { own: [{ ...own, secret: "geheim" }] }],
  ["a machine without a role", { machines: [{ ...machine, roles: [] }] }],
  ["registration without a list of redirects", { registration: {} }],
])("%s is no configuration", (_, clients) => {
  expect(clientsSchema.safeParse(clients).success).toBe(false);
});

test("an issuer needs its keys once, and over https where they are fetched", () => {
  const issuer = "https://idp.example";
  const fits = (more: object) => enterpriseManagedSchema.safeParse([{ issuer, ...more }]).success;
  expect(fits({ jwks: "keys.json" })).toBe(true);
  expect(fits({ jwksUri: "https://idp.example/keys" })).toBe(true);
  for (const more of [
    {},
    { jwks: "k", jwksUri: "https://idp.example/keys" },
    { jwksUri: "http://idp.example/keys" },
  ])
    expect(fits(more)).toBe(false);
});
