import { createHash, randomBytes } from "node:crypto";
import { signIn } from "../support/headless-sign-in.ts";
import { CLIENT_ID, type House } from "../support/house.ts";

/** The second client of a house opened with `TWO_CLIENTS`. */
export const OTHER_CLIENT_ID = "other-client";
export const REDIRECT_URI = "http://127.0.0.1:4321/callback";
export const VERIFIER = randomBytes(32).toString("base64url");
export const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

export const TWO_CLIENTS = {
  clients: [
    { id: CLIENT_ID, name: "House client", redirectUris: ["http://127.0.0.1/callback"] },
    { id: OTHER_CLIENT_ID, name: "Other client", redirectUris: ["http://127.0.0.1/callback"] },
  ],
};

export type Changes = Record<string, string | undefined>;
export type TokenAnswer = { status: number; body: Record<string, string | undefined> };

const merged = (parameters: Record<string, string>, changes: Changes): URLSearchParams =>
  new URLSearchParams(
    Object.entries({ ...parameters, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );

/** A valid authorization request, with `changes`; undefined takes a parameter away. */
export function authorizationUrl({ url }: Pick<House, "url">, changes: Changes = {}): URL {
  const asked = new URL("/oauth/authorize", url);
  asked.search = merged(
    {
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      response_type: "code",
      scope: "mcp:read offline_access",
      state: "client-state",
      resource: `${url}/mcp`,
      code_challenge: CHALLENGE,
      code_challenge_method: "S256",
    },
    changes,
  ).toString();
  return asked;
}

/** A fresh authorization code for `VERIFIER`. */
export async function newCode(
  house: Pick<House, "url">,
  email: string,
  changes: Changes = {},
): Promise<string> {
  const back = await signIn(authorizationUrl(house, changes), { email });
  const code = back.searchParams.get("code");
  if (code === null) throw new Error(`No code came back: ${back.search}`);
  return code;
}

export async function postToken(url: string, parameters: Record<string, string>, changes: Changes = {}) {
  const response = await fetch(new URL("/oauth/token", url), {
    method: "POST",
    body: merged(parameters, changes),
  });
  return { status: response.status, body: await response.json() } as TokenAnswer;
}

export const redeem = (url: string, code: string, changes: Changes = {}): Promise<TokenAnswer> =>
  postToken(
    url,
    {
      grant_type: "authorization_code",
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      code_verifier: VERIFIER,
      code,
    },
    changes,
  );

export const refresh = (url: string, refreshToken = "", changes: Changes = {}): Promise<TokenAnswer> =>
  postToken(url, { grant_type: "refresh_token", client_id: CLIENT_ID, refresh_token: refreshToken }, changes);
