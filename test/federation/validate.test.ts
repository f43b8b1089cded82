import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const MAIN = path.resolve(import.meta.dirname, "../../gateway/dist/main.js");
const CONFIG = `company: { name: Test, contact: it@test.example }
publicUrl: http://127.0.0.1:1
listen: { port: 1 }
database: { url: { env: D } }
keys: { signing: { env: S }, assertion: { env: A }, cookies: { env: C }, audit: { env: K } }
systems: {}
roles: {}
identityProviders:
  okta:
    profile: okta
    label: Okta
    issuer: https://acme.okta.com/oauth2/default
    clientId: gatehouse
    clientSecret: { env: SECRET }
    mailDomains: [one.example]
  corp:
    kind: saml
    label: Corp
    entityId: https://saml.corp.example
    signInUrl: https://saml.corp.example/sso
    certificates: [{ env: CERTIFICATE }]
    mailDomains: [corp.example]
`;

test("validate says where people sign in, and what of it may not be meant", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "gatehouse-validate-"));
  const file = path.join(folder, "gatehouse.yaml");
  await writeFile(file, CONFIG);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, "validate", "--config", file]);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/^warning: identityProviders\.okta\.issuer: is a custom authorization server/),
      expect.stringMatching(/^valid: .*, identity providers okta \(oidc, okta\), corp \(saml\), policy \w+$/),
      "",
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
