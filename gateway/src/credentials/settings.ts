import type { JWK } from "jose";
import type { Secret } from "../config/secret.ts";
import { type Fault, originFault, urlFault } from "../config/values.ts";
import type { CredentialsConfig, VaultConfig } from "./config.ts";

/** One system's application at its vendor, secrets included. */
export type CredentialSettings = {
  grant: CredentialsConfig["grant"];
  origin: string;
  tokenOrigin: string | undefined;
  authorizeOrigin: string | undefined;
  variables: Readonly<Record<string, string>>;
  clientId: string;
  secret: string | undefined;
  privateKey: JWK | undefined;
  keyId: string | undefined;
  certificateThumbprint: string | undefined;
  audience: string | undefined;
  usernameSuffix: string;
  scopes: readonly string[] | undefined;
  signIn: string | undefined;
};

export type VaultSettings =
  | { provider: "local"; keys: readonly { id: string; key: Buffer }[] }
  | { provider: "command"; command: readonly [string, ...string[]]; timeoutMs: number };

/** How `settingsFrom` reads a value, and says what is wrong with one. */
type Reading = {
  value(of: string | Secret, ...where: string[]): string;
  valueThat(fault: Fault, of: string | Secret, ...where: string[]): string;
  wrong(where: readonly string[], reason: string): void;
};

type Systems = Readonly<Record<string, { credentials?: CredentialsConfig | undefined }>>;

const VAULT_KEY_BYTES = 32;

/** What the gateway needs to sign in to vendors, from the configuration and what it leaves to the environment and files. */
export function credentialSettings(
  { systems, vault }: { systems: Systems; vault?: VaultConfig | undefined },
  reading: Reading,
): { credentials: Readonly<Record<string, CredentialSettings>>; vault: VaultSettings | undefined } {
  const entries = Object.entries(systems).flatMap(([id, { credentials }]) =>
    credentials === undefined ? [] : [[id, settingsOf(id, credentials, reading)] as const],
  );
  return { credentials: Object.fromEntries(entries), vault: vault && vaultSettings(vault, reading) };
}

function settingsOf(
  id: string,
  given: CredentialsConfig,
  { value, valueThat, wrong }: Reading,
): CredentialSettings {
  const at = ["systems", id, "credentials"];
  const optional = (name: "clientId" | "secret" | "keyId" | "certificateThumbprint" | "usernameSuffix") => {
    const of = given[name];
    return of === undefined ? undefined : value(of, ...at, name);
  };
  const origin = (name: "tokenOrigin" | "authorizeOrigin") => {
    const of = given[name];
    return of === undefined ? undefined : valueThat(originFault, of, ...at, name);
  };
  const keyText = given.privateKey === undefined ? undefined : value(given.privateKey, ...at, "privateKey");
  const privateKey = keyText ? jwk(keyText) : undefined;
  // Never repeats the text: it is a secret even where it is malformed.
  if (keyText && privateKey === undefined)
    wrong([...at, "privateKey"], "must be a private key as JWK in JSON");
  return {
    grant: given.grant,
    origin: valueThat(originFault, given.origin, ...at, "origin"),
    tokenOrigin: origin("tokenOrigin"),
    authorizeOrigin: origin("authorizeOrigin"),
    variables: Object.fromEntries(
      Object.entries(given.variables).map(([name, of]) => [name, value(of, ...at, "variables", name)]),
    ),
    clientId: optional("clientId") ?? "",
    secret: optional("secret"),
    privateKey,
    keyId: optional("keyId"),
    certificateThumbprint: optional("certificateThumbprint"),
    audience: given.audience && valueThat(urlFault, given.audience, ...at, "audience"),
    usernameSuffix: optional("usernameSuffix") ?? "",
    scopes: given.scopes,
    signIn: given.signIn,
  };
}

function jwk(text: string): JWK | undefined {
  try {
    const parsed = JSON.parse(text) as JWK;
    return parsed.kty && parsed.d ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function vaultSettings(given: VaultConfig, { value, wrong }: Reading): VaultSettings {
  if (given.provider === "command")
    return {
      provider: "command",
      command: given.command as [string, ...string[]],
      timeoutMs: given.timeoutSeconds * 1_000,
    };
  const keys = given.keys.map(({ id, key }, index) => {
    const where = ["vault", "keys", String(index), "key"];
    const text = value(key, ...where);
    const bytes = Buffer.from(text, "base64");
    if (text !== "" && bytes.length !== VAULT_KEY_BYTES)
      wrong(
        where,
        `must be base64 of ${VAULT_KEY_BYTES} bytes, as \`openssl rand -base64 ${VAULT_KEY_BYTES}\` makes them`,
      );
    return { id, key: bytes };
  });
  return { provider: "local", keys };
}
