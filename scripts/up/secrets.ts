import {
  generateKeyPairSync,
  type JsonWebKey,
  type KeyPairKeyObjectResult,
  randomBytes,
  randomUUID,
} from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "../failure.ts";

interface KeyPair {
  privateKey: JsonWebKey;
  publicKey: JsonWebKey;
}

/**
 * All that the demo company's programs keep from others. Keys are ES256 JWKs, but Salesforce's, which takes RS256 alone;
 * `...Key` strings are 32 bytes, base64.
 */
export interface Secrets {
  demoIdpClientSecret: string;
  /** The same at every start, as what it signed for one is shown to SharePoint's simulator after the next. */
  demoIdpKeys: KeyPair;
  netsuiteClientId: string;
  netsuiteCertificateId: string;
  netsuiteKeys: KeyPair;
  /** Of the integration through which people connect accounts of their own. */
  netsuiteAppId: string;
  netsuiteAppSecret: string;
  /** What NetSuite's simulator gave must still count after the next start. */
  netsuiteSimulatorKey: string;
  salesforceClientId: string;
  salesforceClientSecret: string;
  salesforceKeys: KeyPair;
  sharepointTenantId: string;
  sharepointClientSecret: string;
  bamboohrApiKey: string;
  signingKeys: KeyPair;
  assertionKeys: KeyPair;
  cookieKey: string;
  auditKey: string;
  vaultKey: string;
  cursorKey: string;
}

/**
 * Reads `.data/secrets.json`, or makes it at the first start; readable for its owner alone. What a newer version of
 * this script wants in addition is added, never replaced: the audit trail is only provable with the key it began with.
 */
export function secretsIn(dataFolder: string): Secrets {
  const file = path.join(dataFolder, "secrets.json");
  const known = existsSync(file) ? readSecrets(file) : refuseOrphanedData(dataFolder, file);
  const secrets = { ...newSecrets(), ...known };
  if (Object.keys(secrets).length > Object.keys(known).length) {
    writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return secrets;
}

function readSecrets(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Failure(`${file} cannot be read: restore it, or begin anew with npm start -- --reset.`);
  }
}

/** New keys over old data would make every record look forged. */
function refuseOrphanedData(dataFolder: string, file: string): Partial<Secrets> {
  if (!existsSync(path.join(dataFolder, "pg"))) return {};
  throw new Failure(
    `${file} is missing beside its database: restore it, or begin anew with npm start -- --reset.`,
  );
}

function newSecrets(): Secrets {
  const netsuiteCertificateId = randomBytes(32).toString("base64url");
  return {
    demoIdpClientSecret: newKey(),
    demoIdpKeys: newKeyPair(randomBytes(8).toString("hex")),
    netsuiteClientId: randomBytes(32).toString("hex"),
    netsuiteCertificateId,
    netsuiteKeys: newKeyPair(netsuiteCertificateId),
    netsuiteAppId: randomBytes(32).toString("hex"),
    netsuiteAppSecret: newKey(),
    netsuiteSimulatorKey: newKey(),
    salesforceClientId: randomBytes(32).toString("base64url"),
    salesforceClientSecret: newKey(),
    salesforceKeys: newRsaKeyPair(),
    sharepointTenantId: randomUUID(),
    sharepointClientSecret: newKey(),
    bamboohrApiKey: randomBytes(20).toString("hex"),
    signingKeys: newKeyPair(randomBytes(8).toString("hex")),
    assertionKeys: newKeyPair(randomBytes(8).toString("hex")),
    cookieKey: newKey(),
    auditKey: newKey(),
    vaultKey: newKey(),
    cursorKey: newKey(),
  };
}

const newKey = () => randomBytes(32).toString("base64");

const newKeyPair = (kid: string) =>
  asJwks(generateKeyPairSync("ec", { namedCurve: "P-256" }), { kid, alg: "ES256", use: "sig" });

const newRsaKeyPair = () =>
  asJwks(generateKeyPairSync("rsa", { modulusLength: 2_048 }), { alg: "RS256", use: "sig" });

function asJwks({ privateKey, publicKey }: KeyPairKeyObjectResult, facts: Record<string, string>): KeyPair {
  return {
    privateKey: { ...privateKey.export({ format: "jwk" }), ...facts },
    publicKey: { ...publicKey.export({ format: "jwk" }), ...facts },
  };
}
