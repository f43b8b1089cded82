import { type GrantOf, ToolError } from "@gatehouse/tool";
import { decodeJwt } from "jose";
import {
  calculatePKCECodeChallenge,
  genericTokenEndpointRequest,
  processGenericTokenEndpointResponse,
  processRevocationResponse,
  revocationRequest,
} from "oauth4webapi";
import { type ClientCredential, clientAuthentication } from "./client-authentication.ts";
import { LIMITS } from "./limits.ts";
import { accessToken, askForToken, type ClientOptions, filled, tokenEndpoint } from "./oauth.ts";
import { connect } from "./send.ts";
import type { AccessToken } from "./token-source.ts";

/** A registered application whose people connect accounts of theirs in a browser. */
export type AccountLinkOptions = ClientOptions<GrantOf<"authorization_code">> & {
  /** Absent for a public client. */
  credential?: ClientCredential | undefined;
  /** Origin of the vendor's API, where it tells whose account a token is for. */
  apiOrigin: string;
  /** Origin of the authorize page where it is not the grant's own, such as a simulator's. */
  authorizeOrigin?: string | undefined;
  /** Where the browser comes back to, letter by letter as the vendor knows it. */
  redirectUri: string;
};

/** What a person granted. `email` is whose account the vendor says it is, in lower case; undefined where it does not say. */
export type LinkedAccount = {
  token: AccessToken;
  refreshToken: string | undefined;
  scopes: readonly string[];
  email: string | undefined;
};

/** The two ends of connecting an account by authorization code with PKCE (RFC 6749, 4.1; RFC 7636), and its end. */
export type AccountLink = {
  authorizationUrl(ask: { state: string; verifier: string; scopes: readonly string[] }): Promise<string>;
  /** Throws `not_connected` where the vendor refuses the code. `scopes` are those asked for. */
  redeem(answer: { code: string; verifier: string; scopes: readonly string[] }): Promise<LinkedAccount>;
  /** Ends a refresh token at the vendor; false where the vendor has no way to. */
  revoke(refreshToken: string): Promise<boolean>;
};

/** Rejects on start where the credential suits no way the grant names. */
export async function accountLink(options: AccountLinkOptions): Promise<AccountLink> {
  const { title, grant, clientId, credential, redirectUri } = options;
  const endpoint = tokenEndpoint(options);
  const authenticate = await clientAuthentication({
    title,
    grant,
    credential,
    endpointUrl: endpoint.url,
    scopes: [],
  });
  const { server, options: sending } = endpoint;
  const client = { client_id: clientId };
  const said = { title, next: `Connect your ${title} account again.` };
  const accountOf = accountReader(options);

  const revoke = async (refreshToken: string): Promise<boolean> => {
    if (server.revocation_endpoint === undefined) return false;
    const response = await revocationRequest(server, client, authenticate, refreshToken, sending);
    await processRevocationResponse(response);
    return true;
  };

  return {
    authorizationUrl: authorizationUrlOf(options),

    async redeem({ code, verifier, scopes }) {
      const form = { code, redirect_uri: redirectUri, code_verifier: verifier };
      const answer = await askForToken(said, async () => {
        const grantType = "authorization_code";
        const response = await genericTokenEndpointRequest(
          server,
          client,
          authenticate,
          grantType,
          form,
          sending,
        );
        return processGenericTokenEndpointResponse(server, client, response);
      });
      const token = accessToken(answer, endpoint);
      const { refresh_token: refreshToken } = answer;
      const email = await accountOf(token).catch(async (error: unknown) => {
        // Nobody will hold what was granted just now, so it must not live on at the vendor.
        if (refreshToken !== undefined) await revoke(refreshToken).catch(() => {});
        throw error;
      });
      return {
        token,
        refreshToken,
        // An answer without scopes means those asked for (RFC 6749, 5.1).
        scopes: answer.scope === undefined ? scopes : answer.scope.split(" ").filter(Boolean),
        email,
      };
    },

    revoke,
  };
}

function authorizationUrlOf(options: AccountLinkOptions): AccountLink["authorizationUrl"] {
  const { grant, clientId, redirectUri, variables = {} } = options;
  const declared = new URL(filled(grant.authorizeUrl, variables));
  const origin = options.authorizeOrigin ?? declared.origin;
  return async ({ state, verifier, scopes }) => {
    const url = new URL(`${declared.pathname}${declared.search}`, origin);
    const asked = {
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: scopes.join(" "),
      state,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    return url.href;
  };
}

/** Asks whose account a token is for. Rejects with `upstream_unavailable` where no address comes back from a vendor that has one. */
function accountReader({ title, grant: { account }, apiOrigin }: AccountLinkOptions) {
  if (account === undefined) return async () => undefined;
  const connection = connect(apiOrigin);
  const unknown = (cause: unknown) =>
    new ToolError(
      "upstream_unavailable",
      `${title} did not tell whose account this is; nothing was connected.`,
      {
        cause,
      },
    );
  return async (token: AccessToken): Promise<string> => {
    try {
      const parts = subjectParts(token, account.subject);
      const { post } = account;
      const { status, bytes } = await connection.send({
        method: post ? "POST" : "GET",
        path: filled(account.path, parts),
        headers: {
          ...account.headers,
          accept: "application/json",
          authorization: `Bearer ${token.value}`,
          ...(post && { "content-type": "application/json" }),
        },
        body: post && JSON.stringify(mapValues(post, (text) => filled(text, parts))),
        signal: AbortSignal.timeout(LIMITS.attemptMs),
      });
      if (status !== 200) throw new Error(`status ${status}`);
      const facts = jsonIn(bytes);
      const email = account.email
        .map((path) => valueAt(facts, path))
        .find((value) => typeof value === "string" && value);
      if (email === undefined) throw new Error("no e-mail in the answer");
      return String(email).toLowerCase();
    } catch (cause) {
      throw unknown(cause instanceof Error ? { name: cause.name, message: cause.message } : undefined);
    }
  };
}

/** The parser's own words would repeat a piece of what the vendor knows of the person. */
function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new Error("no JSON in the answer");
  }
}

const mapValues = (given: Readonly<Record<string, string>>, change: (text: string) => string) =>
  Object.fromEntries(Object.entries(given).map(([name, text]) => [name, change(text)]));

/** What stands at a path such as `items.0.email`. */
const valueAt = (facts: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, name) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined,
      facts,
    );

/** The parts of a token's subject by the names of its template. The vendor's word for them, as the token came from it just now. */
function subjectParts({ value }: AccessToken, template: string | undefined): Record<string, string> {
  if (template === undefined) return {};
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, "([\\w-]+)")}$`);
  const values = pattern.exec(decodeJwt(value).sub ?? "")?.slice(1) ?? [];
  return Object.fromEntries(names.flatMap((name, index) => (values[index] ? [[name, values[index]]] : [])));
}
