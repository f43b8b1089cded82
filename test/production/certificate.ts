import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** As PEM. The certificate is its own authority: whoever trusts it needs nothing else. */
export type Certificate = { key: string; certificate: string };

const DAY_MS = 86_400_000;
const TAG = { boolean: 1, integer: 2, bits: 3, octets: 4, oid: 6, text: 12, time: 23, sequence: 48, set: 49 };
/** Object identifiers in their DER form (RFC 5480, RFC 5280). */
const OID = {
  ecdsaWithSha256: "2a8648ce3d040302",
  rsaWithSha256: "2a864886f70d01010b",
  commonName: "550403",
  constraints: "551d13",
  names: "551d11",
};

/** A certificate for these names, good for a day: Node can read certificates but makes none (RFC 5280, section 4.1). */
export function selfSigned(names: readonly string[], kind: "ec" | "rsa" = "ec"): Certificate {
  const { publicKey, privateKey } =
    kind === "ec"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: 2048 });
  const algorithm = ALGORITHMS[kind];
  const body = unsigned(names, publicKey, algorithm);
  const signature = der(TAG.bits, Buffer.from([0]), sign("sha256", body, privateKey));
  const whole = der(TAG.sequence, body, algorithm, signature);
  const lines = whole.toString("base64").replace(/.{64}/g, "$&\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

function unsigned(names: readonly string[], publicKey: KeyObject, algorithm: Buffer): Buffer {
  const spki = publicKey.export({ type: "spki", format: "der" });
  const holder = sequence(der(TAG.set, sequence(oid(OID.commonName), der(TAG.text, Buffer.from("Test")))));
  const serial = Buffer.from([1, ...createHash("sha256").update(spki).digest().subarray(0, 8)]);
  const isAuthority = sequence(der(TAG.boolean, Buffer.from([255])));
  // dNSName is the third choice of a GeneralName.
  const alternatives = sequence(...names.map((name) => der(0x82, Buffer.from(name))));
  return sequence(
    der(0xa0, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, serial),
    algorithm,
    holder,
    sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    holder,
    spki,
    der(
      0xa3,
      sequence(
        sequence(oid(OID.constraints), der(TAG.octets, isAuthority)),
        sequence(oid(OID.names), der(TAG.octets, alternatives)),
      ),
    ),
  );
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => der(TAG.sequence, ...parts);
const oid = (hex: string) => der(TAG.oid, Buffer.from(hex, "hex"));
/** RSA's has parameters, which are null. */
const ALGORITHMS = {
  ec: sequence(oid(OID.ecdsaWithSha256)),
  rsa: sequence(oid(OID.rsaWithSha256), Buffer.from([5, 0])),
};

/** YYMMDDhhmmssZ */
const time = (ms: number) => {
  const digits = new Date(ms).toISOString().replace(/\D/g, "");
  return der(TAG.time, Buffer.from(`${digits.slice(2, 14)}Z`));
};
