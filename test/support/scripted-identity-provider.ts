import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { type Listening, listen } from "./listen.ts";

/** What the next sign-in shall look like. */
export interface Script {
  /** Claims beside iss, aud, sub, nonce, iat and exp; they also override those. */
  claims: Record<string, unknown>;
  userinfo: Record<string, unknown> | undefined;
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

const QUIET: Script = { claims: {}, userinfo: undefined, callback: {}, isForged: false, isDown: false };

/** An OpenID provider that signs in `somebody` without asking, and misbehaves as told. */
export async function startScriptedIdentityProvider(): Promise<ScriptedIdentityProvider> {
  const [key, foreignKey] = await Promise.all([generateKeyPair("ES256"), generateKeyPair("ES256")]);
  const jwk = { ...(await exportJWK(key.publicKey)), kid: "idp", alg: "ES256", use: "sig" };
  const requests = new Map<string, URLSearchParams>();
  let script = QUIET;
  let visits = 0;
  const listening = await listen((request, response) => void answer(request, response));
  const { url: issuer } = listening;

  const routes: Record<string, (request: IncomingMessage, url: URL) => unknown> = {
    "/.well-known/openid-configuration": () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      ...(script.userinfo && { userinfo_endpoint: `${issuer}/userinfo` }),
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["ES256"],
      token_endpoint_auth_methods_supported: ["client_secret_basic"],
      authorization_response_iss_parameter_supported: true,
    }),
    "/jwks": () => ({ keys: [jwk] }),
    "/authorize": (_request, { searchParams }) => {
      visits += 1;
      const code = randomBytes(16).toString("hex");
      requests.set(code, searchParams);
      const back = new URL(searchParams.get("redirect_uri") ?? "");
      const parameters = { code, state: searchParams.get("state") ?? "", iss: issuer, ...script.callback };
      for (const [name, value] of Object.entries(parameters)) back.searchParams.set(name, value);
      return back;
    },
    "/token": async (request) => {
      const asked = requests.get(new URLSearchParams(await text(request)).get("code") ?? "");
      const claims = {
        iss: issuer,
        aud: asked?.get("client_id") ?? "",
        sub: "somebody",
        nonce: asked?.get("nonce") ?? "",
        exp: Math.floor(Date.now() / 1000) + 300,
        ...script.claims,
      };
      const idToken = new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "idp" }).setIssuedAt();
      const { privateKey } = script.isForged ? foreignKey : key;
      return { access_token: "for-userinfo", token_type: "Bearer", id_token: await idToken.sign(privateKey) };
    },
    "/userinfo": () => ({ sub: "somebody", ...script.userinfo }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", issuer);
    if (script.isDown) return void response.destroy();
    const result = await routes[url.pathname]?.(request, url);
    if (result instanceof URL) return void response.writeHead(302, { location: result.href }).end();
    response.writeHead(result ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(result ?? {}));
  }

  return {
    ...listening,
    play: (next = {}) => {
      script = { ...QUIET, ...next };
    },
    visits: () => visits,
  };
}
