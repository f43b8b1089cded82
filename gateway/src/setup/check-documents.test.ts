import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { endpointsOf } from "../endpoints.ts";
import { checkDocuments } from "./check-documents.ts";

let server: Server;
let url: string;
/** What stands at each path; a number is a status without a document. */
let documents: Record<string, object | number>;
let challenge: string | undefined;
beforeEach(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "";
    if (request.method === "POST" && path.startsWith("/mcp")) {
      if (challenge) response.setHeader("www-authenticate", challenge.replace("(path)", path));
      return void response.writeHead(challenge === undefined ? 200 : 401).end();
    }
    const document = documents[path] ?? 404;
    if (typeof document === "number") response.writeHead(document, { location: "/elsewhere" }).end();
    else response.end(JSON.stringify(document));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  challenge = `Bearer resource_metadata="${url}/.well-known/oauth-protected-resource(path)"`;
  documents = {
    "/.well-known/oauth-protected-resource": resource("/mcp"),
    "/.well-known/oauth-protected-resource/mcp": resource("/mcp"),
    "/.well-known/oauth-protected-resource/mcp/netsuite": resource("/mcp/netsuite"),
    [SERVER]: metadata(),
    "/.well-known/openid-configuration": metadata(),
    "/oauth/jwks": { keys: [{ kid: "a" }] },
  };
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const SERVER = "/.well-known/oauth-authorization-server";
const resource = (path: string) => ({ resource: url + path, authorization_servers: [url] });
const metadata = (more: object = {}) => ({
  issuer: url,
  jwks_uri: `${url}/oauth/jwks`,
  scopes_supported: ["mcp:read", "offline_access"],
  code_challenge_methods_supported: ["S256"],
  client_id_metadata_document_supported: true,
  token_endpoint_auth_methods_supported: ["none"],
  authorization_response_iss_parameter_supported: true,
  ...more,
});
const faults = async (canRegister = false) =>
  (await checkDocuments({ publicUrl: url, endpoints: endpointsOf(url, ["netsuite"]), canRegister })).filter(
    ({ wrong }) => wrong !== undefined,
  );

test("what clients insist on passes as it should be", async () => {
  expect(await faults()).toEqual([]);
});

test.each<[string, object, string]>([
  ["another issuer", { issuer: "http://elsewhere.example" }, "not http"],
  ["no refresh", { scopes_supported: ["mcp:read"] }, "offline_access is missing"],
  ["no S256", { code_challenge_methods_supported: ["plain"] }, "S256 is missing"],
  ["no CIMD flag", { client_id_metadata_document_supported: false }, "CIMD flag"],
  ["no public clients", { token_endpoint_auth_methods_supported: ["private_key_jwt"] }, "CIMD flag"],
  ["no iss flag", { authorization_response_iss_parameter_supported: false }, "iss flag"],
  ["registration that is off", { registration_endpoint: "http://x.example" }, "registration is off"],
  ["no keys", { jwks_uri: undefined }, "is not this document"],
])("authorization server metadata with %s are told", async (_, more, said) => {
  documents[SERVER] = metadata(more);
  const found = await faults();
  expect(found.map(({ url: at }) => at)).toEqual([url + SERVER]);
  expect(found[0]?.wrong).toContain(said);
});

test("a registration endpoint is as it should be where clients may register", async () => {
  documents[SERVER] = metadata({ registration_endpoint: `${url}/oauth/register` });
  expect(await faults(true)).toEqual([]);
});

test.each<[string, object | number, string]>([
  [
    "a slash too much",
    { resource: "(url)/mcp/", authorization_servers: ["(url)"] },
    "compares it with the URL as typed",
  ],
  [
    "two servers",
    { resource: "(url)/mcp", authorization_servers: ["(url)", "http://b.example"] },
    "only authorization server",
  ],
  ["a page instead", 404, "answers 404 instead of 200"],
  ["a redirect", 302, "answers 302 instead of 200"],
])("resource metadata with %s are told", async (_, document, said) => {
  const path = "/.well-known/oauth-protected-resource/mcp";
  documents[path] = JSON.parse(JSON.stringify(document).replaceAll("(url)", url)) as object | number;
  const found = await faults();
  expect(found.map(({ url: at }) => at)).toEqual([url + path]);
  expect(found[0]?.wrong).toContain(said);
});

test("an endpoint that does not ask for a sign-in is told, and one whose challenge got lost", async () => {
  challenge = undefined;
  expect((await faults()).map(({ wrong }) => wrong)).toEqual([
    expect.stringContaining("answers 200 instead of 401"),
    expect.stringContaining("answers 200 instead of 401"),
  ]);
  challenge = "Basic";
  expect((await faults())[0]?.wrong).toContain("WWW-Authenticate does not reach clients");
});

test("with nobody at the public address, every check says so", async () => {
  server.close();
  server.closeAllConnections();
  const found = await faults();
  expect(found).toHaveLength(8);
  for (const { wrong } of found) expect(wrong).toContain("It could not be reached.");
});
