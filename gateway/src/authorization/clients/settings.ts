import { readFileSync } from "node:fs";
import path from "node:path";
import type { JSONWebKeySet } from "jose";
import { nameOf, type Secret } from "../../config/secret.ts";
import type { ClientEntry } from "./client-entry.ts";
import type { ClientsConfig, EnterpriseManagedConfig } from "./config.ts";
import { KNOWN_CLIENTS } from "./known-clients.ts";

interface Reader {
  folder: string;
  value(of: Secret, ...where: string[]): string;
  wrong(where: readonly string[], reason: string): void;
}

/** A program that acts for itself. */
export interface Machine {
  id: string;
  name: string;
  scopes: readonly string[];
}

/** Who may register a client at run time, and with what. */
export interface Registration {
  redirectUris: readonly string[];
  unusedSeconds: number;
  clientsMax: number;
  perHour: number;
  token: string | undefined;
}

/** An issuer of identity assertions that is believed. */
export interface TrustedIssuer {
  issuer: string;
  keys: JSONWebKeySet | URL;
  tenant: { claim: string; value: string } | undefined;
  scopes: readonly string[];
  clients: readonly string[];
}

export interface ClientSettings {
  entries: readonly ClientEntry[];
  machines: readonly Machine[];
  registration: Registration | undefined;
  trustedIssuers: readonly TrustedIssuer[];
}

/** Every client that the configuration turns on, with its secret or keys read. Tells `wrong` what is missing. */
export function clientSettings(
  { known, own, machines, registration }: ClientsConfig,
  enterpriseManaged: EnterpriseManagedConfig,
  reader: Reader,
): ClientSettings {
  const keys = (file: string, ...where: string[]) => publicKeysIn(file, where, reader);
  const turnedOn = known.map(({ id, jwks }, index): ClientEntry => {
    if (id === "chatgpt" && jwks === undefined)
      reader.wrong(["clients", "known", String(index)], "chatgpt needs jwks: a file with its public keys");
    return {
      ...KNOWN_CLIENTS[id],
      jwks: jwks === undefined ? undefined : keys(jwks, "clients", "known", String(index), "jwks"),
    };
  });
  const ownEntries = own.map(({ id, name, redirectUris, secret, jwks }, index): ClientEntry => {
    const where = ["clients", "own", String(index)];
    if (secret && jwks) reader.wrong(where, "has a secret and keys; one of them must do");
    return {
      clientId: id,
      name,
      redirectUris,
      secret: secret && longSecret(secret, [...where, "secret"], reader),
      jwks: jwks === undefined ? undefined : keys(jwks, ...where, "jwks"),
    };
  });
  const machineEntries = machines.map(
    ({ id, name, jwks }, index): ClientEntry => ({
      clientId: id,
      name,
      redirectUris: [],
      jwks: keys(jwks, "clients", "machines", String(index), "jwks"),
      grantTypes: ["client_credentials"],
    }),
  );
  return {
    entries: [...turnedOn, ...ownEntries, ...machineEntries],
    machines: machines.map(({ id, name, scopes }) => ({ id, name, scopes })),
    registration: registration && {
      ...registration,
      unusedSeconds: registration.unusedDays * 86_400,
      token:
        registration.token && longSecret(registration.token, ["clients", "registration", "token"], reader),
    },
    trustedIssuers: enterpriseManaged.map(({ issuer, jwks, jwksUri, tenant, scopes, clients }, index) => ({
      issuer,
      keys:
        jwksUri === undefined
          ? keys(jwks ?? "", "enterpriseManaged", String(index), "jwks")
          : new URL(jwksUri),
      tenant,
      scopes,
      clients,
    })),
  };
}

/** What `openssl rand -hex 16` gives; these doors stand open to the world, where a short word is soon guessed. */
const SECRET_CHARACTERS_MIN = 32;

function longSecret(secret: Secret, where: string[], { value, wrong }: Reader): string {
  const text = value(secret, ...where);
  // One that is missing was told already.
  if (text !== "" && text.length < SECRET_CHARACTERS_MIN)
    wrong(
      where,
      `${nameOf(secret)} holds fewer than ${SECRET_CHARACTERS_MIN} characters; make one with openssl rand -base64 32`,
    );
  return text;
}

const PRIVATE = ["d", "k", "p", "q"];

function publicKeysIn(file: string, where: readonly string[], { folder, wrong }: Reader): JSONWebKeySet {
  try {
    const set = JSON.parse(readFileSync(path.resolve(folder, file), "utf8")) as JSONWebKeySet;
    const isUsable = Array.isArray(set.keys) && set.keys.length > 0;
    if (isUsable && set.keys.every((key) => PRIVATE.every((name) => !(name in key)))) return set;
    wrong(where, `${file} must be a JWK Set of public keys`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    wrong(where, code === undefined ? `${file} is not JSON` : `${file} cannot be read (${code})`);
  }
  return { keys: [] };
}
