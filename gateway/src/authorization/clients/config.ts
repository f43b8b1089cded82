import { z } from "zod";
import { secretSchema } from "../../config/secret.ts";
import { SCOPE_NAMES } from "../scope-names.ts";
import { CLAUDE_ID, CLAUDE_REDIRECTS, KNOWN_CLIENTS, type KnownClientName } from "./known-clients.ts";

const known = z.enum(Object.keys(KNOWN_CLIENTS) as [KnownClientName, ...KnownClientName[]]);
const roleName = z.string().min(1);
const scopes = z.array(z.enum(SCOPE_NAMES)).min(1).default(["mcp:read"]);

/** A file with a JWK Set of public keys, relative to the configuration. Nothing is fetched. */
const jwks = z.string().min(1);

const ownClient = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  /** Exact; `claude` stands for those of claude.ai, for its "own OAuth client". */
  redirectUris: z.union([
    z.literal("claude").transform(() => [...CLAUDE_REDIRECTS]),
    z.array(z.url()).min(1),
  ]),
  /** With one, the client proves itself by it at the token endpoint. */
  secret: secretSchema.optional(),
  /** With one, by assertions (`private_key_jwt`). */
  jwks: jwks.optional(),
});

const machine = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, "must be lower case letters, digits and hyphens"),
  name: z.string().min(1),
  jwks,
  roles: z.array(roleName).min(1),
  scopes,
});

/** Dynamic client registration (RFC 7591): for clients that can do nothing else. */
const registration = z.strictObject({
  /** The only redirects that may be registered; of a loopback one the port is free. */
  redirectUris: z.array(z.url()).min(1),
  /** Without a token of ours for this long, a client is forgotten. */
  unusedDays: z.int().min(1).max(365).default(30),
  clientsMax: z.int().min(1).max(10_000).default(200),
  perHour: z.int().min(1).max(1_000).default(30),
  /** With one, only who brings it as bearer may register. */
  token: secretSchema.optional(),
});

const all = z.strictObject({
  /** Other vendors' clients that may connect; ChatGPT with its keys. */
  known: z
    .array(z.union([known, z.strictObject({ id: known, jwks: jwks.optional() })]))
    .default([])
    .transform((list) =>
      list.map((entry) => (typeof entry === "string" ? { id: entry, jwks: undefined } : entry)),
    ),
  own: z.array(ownClient).default([]),
  machines: z.array(machine).default([]),
  registration: registration.optional(),
});

/** `clients` of the configuration; a bare list is that of one's own. */
export const clientsSchema = z
  .union([z.array(ownClient).transform((own) => ({ own })), z.record(z.string(), z.unknown())])
  .pipe(all)
  .prefault({});

/** One issuer whose identity assertions (ID-JAG) are traded for tokens, without a browser. */
const trustedIssuer = z
  .strictObject({
    issuer: z.url(),
    /** Its public keys: a file, or the address that it publishes them at. */
    jwks: jwks.optional(),
    jwksUri: z.url({ protocol: /^https$/ }).optional(),
    /** A claim that must have this value, where one issuer serves several companies. */
    tenant: z.strictObject({ claim: z.string().min(1), value: z.string().min(1) }).optional(),
    scopes,
    /** Client ids that may trade them. */
    clients: z.array(z.string().min(1)).min(1).default([CLAUDE_ID]),
  })
  .refine(({ jwks, jwksUri }) => (jwks === undefined) !== (jwksUri === undefined), {
    error: "needs either jwks or jwksUri",
  });

/** `enterpriseManaged` of the configuration; nothing is trusted by default. */
export const enterpriseManagedSchema = z.array(trustedIssuer).default([]);

export type ClientsConfig = z.output<typeof clientsSchema>;
export type EnterpriseManagedConfig = z.output<typeof enterpriseManagedSchema>;
