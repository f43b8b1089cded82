import { expect, test } from "vitest";
import { GOOD, writeConfig } from "./config-for-tests.ts";
import { readConfig, settingsFrom } from "./settings.ts";

test("every missing or unusable variable is named, with the line that asks for it", () => {
  const checked = readConfig(writeConfig(GOOD));
  const said = () => settingsFrom(checked, { DATABASE_URL: "postgres://x", A: "no key" });
  expect(said).toThrow(/gatehouse.yaml:6: keys.signing: the environment variable S is not set/);
  expect(said).toThrow(/gatehouse.yaml:7: keys.assertion: A must be a private ES256 key/);
  expect(said).toThrow(
    /gatehouse.yaml:14: identityProviders.one.clientSecret: the environment variable SECRET is not set/,
  );
  expect(said).not.toThrow(/DATABASE_URL/);
});

test("a value from the environment that cannot be used is named with its variable, and no secret is repeated", () => {
  const config = GOOD.replace("http://127.0.0.1:1\n", "{ env: URL }\n").replace(
    "port: 1 }",
    "port: { env: P } }",
  );
  const checked = readConfig(writeConfig(config.replace('"http://127.0.0.1:3"', "{ env: SYSTEM }")));
  const short = Buffer.alloc(31, 7).toString("base64");
  const said = () =>
    settingsFrom(checked, {
      URL: "http://gate.example",
      P: "abc",
      SYSTEM: "netsuite",
      C: "short secret",
      K: short,
    });
  expect(said).toThrow(/gatehouse.yaml:2: publicUrl: URL must be https, except on loopback/);
  expect(said).toThrow(/gatehouse.yaml:3: listen.port: P must be a port number/);
  expect(said).toThrow(/gatehouse.yaml:8: keys.cookies: C must be base64 of at least 32 bytes/);
  expect(said).toThrow(/gatehouse.yaml:9: keys.audit: K must be base64 of at least 32 bytes/);
  expect(said).toThrow(/gatehouse.yaml:16: systems.s.url: SYSTEM must be an http or https origin/);
  expect(said).not.toThrow(new RegExp(`short secret|${short}`));
});

test("a server that would be reached in the clear is refused, wherever its address comes from", () => {
  for (const [text, env] of [
    ['"http://server.example"', {}],
    ["{ env: SYSTEM }", { SYSTEM: "http://server.example" }],
  ] as const) {
    const said = () =>
      settingsFrom(readConfig(writeConfig(GOOD.replace('"http://127.0.0.1:3"', text))), { ...env });
    expect(said).toThrow(/gatehouse.yaml:16: systems.s.url: .*must be https, except on loopback/);
  }
});

test("catalogs that are not there are all named, as the file names them", () => {
  const two = GOOD.replace(
    "catalog: s }",
    'catalog: servers/t }\n  u: { url: "http://127.0.0.1:4", catalog: gatehouse.yaml }\n  v: { url: "http://127.0.0.1:4", catalog: . }',
  );
  const said = () => readConfig(writeConfig(two));
  expect(said).toThrow(
    /gatehouse.yaml:16: systems.s.catalog: there is no folder servers\/t, looked for beside/,
  );
  expect(said).toThrow(/gatehouse.yaml:17: systems.u.catalog: gatehouse.yaml is no folder/);
  expect(said).toThrow(/gatehouse.yaml:18: systems.v.catalog: .\/system.json cannot be read \(ENOENT\)/);
});

test("a configuration that is not there is said to be missing", () => {
  expect(() => readConfig("nowhere/gatehouse.yaml")).toThrow(
    "nowhere/gatehouse.yaml:1: there is no such file",
  );
});
