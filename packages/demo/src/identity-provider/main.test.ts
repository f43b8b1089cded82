import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createHash, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { demoPeople } from "../company/index.ts";

const ENVIRONMENT = {
  DEMO_IDP_CLIENT_ID: "gatehouse",
  DEMO_IDP_CLIENT_SECRET: "worthless",
  DEMO_IDP_REDIRECT_URI: "http://127.0.0.1:8080/signin/callback",
};

function run(environment: Record<string, string>): ChildProcessWithoutNullStreams {
  const program = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts")], { env: environment });
  onTestFinished(() => void program.kill());
  return program;
}

async function endOf(program: ChildProcessWithoutNullStreams) {
  const [stdout, stderr, [code]] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    once(program, "exit"),
  ]);
  return { code, stdout, sentences: stderr.trim().split("\n") };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test("it says where it listens, and offers discovery there", async () => {
  const port = await freePort();
  const program = run({ ...ENVIRONMENT, DEMO_IDP_PORT: String(port) });
  const [line] = await once(createInterface(program.stdout), "line");
  expect(JSON.parse(line)).toEqual({ listening: `http://127.0.0.1:${port}` });
  const response = await fetch(`http://127.0.0.1:${port}/.well-known/openid-configuration`);
  expect(await response.json()).toMatchObject({
    issuer: `http://127.0.0.1:${port}`,
    response_types_supported: ["code"],
  });
  program.kill("SIGTERM");
  expect(await once(program, "exit")).toEqual([0, null]);
});

test("with the same key and file a second start signs as the first did, and knows its logins", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "demo-idp-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = { ...privateKey.export({ format: "jwk" }), kid: "kept", alg: "ES256", use: "sig" };
  const environment = {
    ...ENVIRONMENT,
    DEMO_IDP_PORT: String(port),
    DEMO_IDP_API_AUDIENCE: "api://gatehouse",
    DEMO_IDP_SIGNING_KEY: JSON.stringify(key),
    DEMO_IDP_LOGINS_FILE: path.join(folder, "logins.json"),
  };
  const start = async () => {
    const program = run(environment);
    await once(createInterface(program.stdout), "line");
    return program;
  };
  const first = await start();
  const refreshToken = await signIn(origin);
  first.kill("SIGTERM");
  await once(first, "exit");
  expect(statSync(environment.DEMO_IDP_LOGINS_FILE).mode & 0o777).toBe(0o600);

  await start();
  const { keys } = (await (await fetch(`${origin}/jwks`)).json()) as { keys: { kid: string }[] };
  expect(keys.map(({ kid }) => kid)).toEqual(["kept"]);
  const again = await askForTokens(origin, { grant_type: "refresh_token", refresh_token: refreshToken });
  const [, payload = ""] = again.access_token?.split(".") ?? [];
  // What SharePoint takes as the person's word, as at the sign-in itself.
  expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({ aud: "api://gatehouse" });
});

/** The refresh token of somebody who signs in as a browser would. */
async function signIn(origin: string): Promise<string> {
  const cookies = new Map<string, string>();
  const go = async (url: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { ...init, headers: { cookie }, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return new URL(answer.headers.get("location") ?? "/", origin).href;
  };
  const verifier = "v".repeat(43);
  const asked = new URLSearchParams({
    client_id: ENVIRONMENT.DEMO_IDP_CLIENT_ID,
    redirect_uri: ENVIRONMENT.DEMO_IDP_REDIRECT_URI,
    response_type: "code",
    scope: "openid offline_access api://gatehouse/access_as_user",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const login = await go(`${origin}/auth?${asked}`);
  const body = new URLSearchParams({ email: demoPeople[0]?.email ?? "" });
  const back = await go(await go(login, { method: "POST", body }));
  const code = new URL(back).searchParams.get("code") ?? "";
  const redirect = { redirect_uri: ENVIRONMENT.DEMO_IDP_REDIRECT_URI, code_verifier: verifier };
  const tokens = await askForTokens(origin, { grant_type: "authorization_code", code, ...redirect });
  return tokens.refresh_token ?? "";
}

async function askForTokens(origin: string, form: Record<string, string>) {
  const client = {
    client_id: ENVIRONMENT.DEMO_IDP_CLIENT_ID,
    client_secret: ENVIRONMENT.DEMO_IDP_CLIENT_SECRET,
  };
  const body = new URLSearchParams({ ...form, ...client });
  const answer = await fetch(`${origin}/token`, { method: "POST", body });
  return (await answer.json()) as { access_token?: string; refresh_token?: string };
}

test("a busy port is one sentence and exit code 1", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const end = await endOf(run({ ...ENVIRONMENT, DEMO_IDP_PORT: String(port) }));
  expect(end).toEqual({ code: 1, stdout: "", sentences: [expect.stringContaining(`Port ${port} is taken`)] });
});

test.each([
  ["nothing", {}, "DEMO_IDP_PORT, DEMO_IDP_CLIENT_ID, DEMO_IDP_CLIENT_SECRET, DEMO_IDP_REDIRECT_URI"],
  ["no secret", { ...ENVIRONMENT, DEMO_IDP_PORT: "1", DEMO_IDP_CLIENT_SECRET: "" }, "DEMO_IDP_CLIENT_SECRET"],
  ["a port that is none", { ...ENVIRONMENT, DEMO_IDP_PORT: "http" }, "DEMO_IDP_PORT"],
])("with %s in the environment it says what is wrong, and exits with 1", async (_, environment, named) => {
  const end = await endOf(run(environment));
  expect(end).toEqual({ code: 1, stdout: "", sentences: [expect.stringContaining(named)] });
});
