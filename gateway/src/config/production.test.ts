import { expect, test } from "vitest";
import { identityProvidersSchema } from "../federation/config.ts";
import { checkProduction, loginsOf, type ProductionFacts } from "./production.ts";

const GOOD: ProductionFacts = {
  publicUrl: "https://mcp.halden.example",
  databaseUrl: "postgres://gatehouse:password@db.halden.example/gatehouse?sslmode=verify-full",
  logins: [{ where: ["identityProviders", "company", "issuer"], url: "https://login.halden.example" }],
  promptTrusting: [],
  metricsToken: "token",
  logLevel: "info",
};

function faults(changes: Partial<ProductionFacts>): string[] {
  const found: string[] = [];
  checkProduction({ ...GOOD, ...changes }, (where, reason) => found.push(`${where.join(".")}: ${reason}`));
  return found;
}

test("a gateway with all it needs may start", () => {
  expect(faults({})).toEqual([]);
});

test.each([
  "http://mcp.halden.example",
  "https://localhost",
  "https://127.8.8.8:8400",
  "https://[::1]",
  "https://gate.localhost",
])("%s is no public address", (publicUrl) => {
  expect(faults({ publicUrl })).toEqual([expect.stringMatching(/^publicUrl: .*https address/)]);
});

test.each([
  ["http://127.0.0.1:8401", "identity provider"],
  ["http://login.halden.example", "identity provider"],
  ["https://localhost:8401", "identity provider"],
])("nobody signs in at %s", (url, said) => {
  const where = ["identityProviders", "company", "issuer"];
  expect(faults({ logins: [{ where, url }] })).toEqual([expect.stringContaining(said)]);
});

test("a login that need not say when it was is refused", () => {
  expect(faults({ promptTrusting: ["company"] })).toEqual([
    expect.stringMatching(/^identityProviders\.company\.trustsPrompt: .*auth_time/),
  ]);
});

test("Microsoft Graph is looked at as a login is", () => {
  const config = identityProvidersSchema.parse({
    entra: {
      profile: "entra",
      label: "Entra",
      tenant: "8f2b6c1e-0000-4000-8000-1a2b3c4d5e6f",
      clientId: "gatehouse",
      clientSecret: { env: "SECRET" },
      graph: { origin: "http://127.0.0.1:9" },
    },
  });
  expect(faults({ logins: loginsOf(config, {}) })).toEqual([
    expect.stringMatching(/^identityProviders\.entra\.graph\.origin: is http or on this machine/),
  ]);
});

test.each([
  ["postgres://postgres@127.0.0.1:8432/postgres", "no password"],
  ["postgres://gatehouse@db.halden.example/gatehouse?sslmode=verify-full", "no password"],
  ["postgres://gatehouse:password@db.halden.example/gatehouse", "sslmode=verify-full"],
  ["postgres://gatehouse:password@db.halden.example/gatehouse?sslmode=no-verify", "sslmode=verify-full"],
  ["postgres://gatehouse:password@127.0.0.1/gatehouse?host=db.halden.example", "sslmode=verify-full"],
  ["mysql://gatehouse:password@127.0.0.1/gatehouse", "not the address"],
  ["somewhere", "not the address"],
])("the database %s is refused, and the sentence keeps the password", (databaseUrl, said) => {
  const [fault = ""] = faults({ databaseUrl });
  expect(fault).toContain(said);
  expect(fault).not.toContain("gatehouse:password");
});

test.each([
  "postgres://gatehouse:password@127.0.0.1/gatehouse",
  "/var/run/postgresql gatehouse",
  "postgres:///gatehouse?host=/var/run/postgresql",
  "postgres://gatehouse@db.halden.example/gatehouse?sslmode=verify-full&sslcert=/etc/gatehouse/client.pem",
])("the database %s is taken", (databaseUrl) => {
  expect(faults({ databaseUrl })).toEqual([]);
});

test("numbers need a token, and a log neither more nor less than it should say", () => {
  expect(faults({ metricsToken: undefined })).toEqual([expect.stringMatching(/^metrics: .*token/)]);
  for (const logLevel of ["debug", "trace", "error", "silent"])
    expect(faults({ logLevel })).toEqual([expect.stringContaining(`is ${logLevel}`)]);
});

test("what is missing has been named already", () => {
  expect(faults({ publicUrl: "", databaseUrl: "", metricsToken: "" })).toEqual([]);
});
