import type { IncomingMessage, ServerResponse } from "node:http";
import { demoPeople } from "@gatehouse/demo";
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
// @boundaries-ignore the identity provider is a program of its own, not part of the package's interface
import { createDemoIdentityProvider } from "../../packages/demo/src/identity-provider/demo-identity-provider.ts";
import { type Listening, listen } from "./listen.ts";

/** What the next sign-in shall look like. */
export interface Script {
  /** Claims beside iss, aud, sub, nonce, iat and exp; they also override those. */
  claims: Record<string, unknown>;
  userinfo: Record<string, unknown>;
  /** Parameters of the way back, beside code, state and iss; they also override those. */
  callback: Record<string, string>;
  /** Sign the id token with a key that nobody published. */
  isForged: boolean;
  isDown: boolean;
}

export interface ScriptedIdentityProvider extends Listening {
  /** Forgets the last script and takes this one. */
  play(script?: Partial<Script>): void;
  /** How often somebody was sent here to sign in. */
  visits(): number;
}

const QUIET: Script = { claims: {}, userinfo: {}, callback: {}, isForged: false, isDown: false };
/** The demo's own claims, which are left out: scripts begin with nothing. */
const LEFT_OUT = ["email", "email_verified", "name", "given_name", "family_name", "groups", "amr"];
const CALLBACK = "/signin/callback";

/**
 * The demo identity provider, which signs in `somebody` without asking, for any gateway on this machine. What it answers is
 * altered as told, and signed anew with its own key where that is meant to hold.
 */
export async function startScriptedIdentityProvider(): Promise<ScriptedIdentityProvider> {
  const [key, foreignKey] = await Promise.all([
    generateKeyPair("ES256", { extractable: true }),
    generateKeyPair("ES256"),
  ]);
  let script = QUIET;
  let visits = 0;
  const listening = await listen((request, response) => void answer(request, response));
  const signingKey = { ...(await exportJWK(key.privateKey)), kid: "idp", alg: "ES256", use: "sig" };
  const serve = await createDemoIdentityProvider({
    issuer: listening.url,
    client: {
      clientId: "gatehouse",
      clientSecret: "demo-secret-of-no-worth",
      redirectUris: [`http://127.0.0.1${CALLBACK}`],
      isNative: true,
    },
    people: demoPeople,
    claims: { names: [], of: () => Object.fromEntries(LEFT_OUT.map((name) => [name, undefined])) },
    signingKey: signingKey as never,
  });

  const altered: Record<string, (body: Record<string, unknown>) => Promise<object>> = {
    async "/token"(body) {
      const claims = { ...decodeJwt(String(body.id_token)), sub: "somebody", ...script.claims };
      const idToken = new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "idp" });
      const { privateKey } = script.isForged ? foreignKey : key;
      return { ...body, id_token: await idToken.sign(privateKey) };
    },
    "/me": async (body) => ({ ...body, sub: script.claims.sub ?? "somebody", ...script.userinfo }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (script.isDown) return void response.destroy();
    const { pathname } = new URL(request.url ?? "", listening.url);
    if (pathname === "/auth") visits += 1;
    if (pathname.startsWith("/login/") && request.method === "GET")
      return chooseSomebody(listening.url, request, response);
    const change = altered[pathname];
    beforeEnd(response, async (body) => {
      const location = response.getHeader("location");
      if (typeof location === "string" && location.includes(CALLBACK)) {
        const back = new URL(location);
        for (const [name, value] of Object.entries(script.callback)) back.searchParams.set(name, value);
        response.setHeader("location", back.href);
      }
      return change && response.statusCode === 200 ? JSON.stringify(await change(JSON.parse(body))) : body;
    });
    serve(request, response);
  }

  return {
    ...listening,
    play: (next = {}) => {
      script = { ...QUIET, ...next };
    },
    visits: () => visits,
  };
}

/** Presses a button on the login page in the browser's stead. */
async function chooseSomebody(origin: string, request: IncomingMessage, response: ServerResponse) {
  const answer = await fetch(new URL(request.url ?? "", origin), {
    method: "POST",
    headers: { cookie: request.headers.cookie ?? "" },
    body: new URLSearchParams({ email: demoPeople[0]?.email ?? "" }),
    redirect: "manual",
  });
  response.setHeader("set-cookie", answer.headers.getSetCookie());
  response.writeHead(answer.status, { location: answer.headers.get("location") ?? "" }).end();
}

/** Lets `change` see and replace a body before it leaves. */
function beforeEnd(response: ServerResponse, change: (body: string) => Promise<string>): void {
  const end = response.end.bind(response);
  response.end = ((body: unknown = "") => {
    void change(String(body)).then((changed) => {
      if (response.hasHeader("content-length"))
        response.setHeader("content-length", Buffer.byteLength(changed));
      end(changed);
    });
    return response;
  }) as typeof response.end;
}
