import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { signIn } from "../support/headless-sign-in.ts";
import { CLIENT_ID } from "../support/house-config.ts";
import { callTool } from "../support/mcp.ts";
import type { Deployment } from "./deployment.ts";

/** How many sign in at the same moment: what five minutes would be for four hundred, many times over. */
const SIGNING_IN = 16;
const REDIRECT_URI = "http://127.0.0.1:4321/callback";

type Login = { email: string; refreshToken: string; accessToken: string };

/** What became of everybody; times in milliseconds. */
export type Outcome = {
  people: number;
  signInsMs: number;
  signInsPerSecond: number;
  refresh: { requests: number; p50: number; p99: number; most: number };
  /** Mail addresses whose login did not survive, with what came instead. */
  lostLogins: string[];
  killedFamilies: number;
  failedCalls: string[];
};

/**
 * Everybody signs in, then all refresh at the same moment, each of them twice at once and at another gateway each time, and
 * then everybody calls with either token and refreshes once more.
 */
export async function signInsAndRefreshes(
  deployment: Deployment,
  emails: readonly string[],
  tell: (line: string) => void = () => {},
): Promise<Outcome> {
  const startedAt = performance.now();
  const logins = await inTurns(emails, SIGNING_IN, (email) => logIn(deployment.url, email));
  const signInsMs = performance.now() - startedAt;
  tell(`${logins.length} people signed in within ${(signInsMs / 1000).toFixed(1)} s`);

  const times: number[] = [];
  const lostLogins: string[] = [];
  const renewed: Login[] = [];
  const refreshAt = async (origin: string, login: Login) => {
    const began = performance.now();
    const answer = await refresh(origin, login.refreshToken);
    times.push(performance.now() - began);
    if (answer.access_token === undefined) lostLogins.push(`${login.email}: ${JSON.stringify(answer)}`);
    else
      renewed.push({ ...login, accessToken: answer.access_token, refreshToken: answer.refresh_token ?? "" });
  };
  const origins = deployment.gateways.map(({ url }) => url);
  await Promise.all(
    logins.flatMap((login) => [0, 1].map((turn) => refreshAt(origins[turn % origins.length] ?? "", login))),
  );
  const refreshed = { requests: times.length, ...spread(times) };
  tell(`all refreshed twice at once: p50 ${refreshed.p50} ms, p99 ${refreshed.p99} ms`);

  const failedCalls: string[] = [];
  await inTurns(renewed, SIGNING_IN, async ({ email, accessToken }) => {
    const { status, body } = await callTool(`${deployment.url}/mcp`, accessToken, "fast_echo", {
      text: email,
    });
    if (body?.result?.structuredContent?.text !== email)
      failedCalls.push(`${email}: ${status} ${JSON.stringify(body)}`);
  });
  await inTurns(renewed, SIGNING_IN, async (login) => {
    const answer = await refresh(deployment.url, login.refreshToken);
    if (answer.access_token === undefined) lostLogins.push(`${login.email}: ${JSON.stringify(answer)}`);
  });
  tell("everybody called and refreshed once more");
  return {
    people: emails.length,
    signInsMs,
    signInsPerSecond: (emails.length / signInsMs) * 1000,
    refresh: refreshed,
    lostLogins,
    killedFamilies: emails.length - (await livingFamilies(deployment)),
    failedCalls,
  };
}

/** An authorization request of the test client, and what it needs to redeem the code. */
export function authorizationUrl(url: string): { url: URL; verifier: string; resource: string } {
  const verifier = randomBytes(32).toString("base64url");
  const resource = `${url}/mcp`;
  const authorize = new URL("/oauth/authorize", url);
  authorize.search = new URLSearchParams({
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    response_type: "code",
    scope: "mcp:read offline_access",
    state: "s",
    resource,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  }).toString();
  return { url: authorize, verifier, resource };
}

/** Signs somebody in through the proxy, as a browser and a client would. */
export async function logIn(url: string, email: string): Promise<Login> {
  const { url: authorize, verifier, resource } = authorizationUrl(url);
  const code = (await signIn(authorize, { email })).searchParams.get("code") ?? "";
  const tokens = await postToken(url, {
    grant_type: "authorization_code",
    redirect_uri: REDIRECT_URI,
    code,
    code_verifier: verifier,
    resource,
  });
  if (tokens.access_token === undefined) throw new Error(`no tokens for ${email}: ${JSON.stringify(tokens)}`);
  return { email, accessToken: tokens.access_token, refreshToken: tokens.refresh_token ?? "" };
}

export const refresh = (url: string, refreshToken: string) =>
  postToken(url, { grant_type: "refresh_token", refresh_token: refreshToken });

type Tokens = { access_token?: string; refresh_token?: string; error?: string };

async function postToken(url: string, parameters: Record<string, string>): Promise<Tokens> {
  const body = new URLSearchParams({ client_id: CLIENT_ID, ...parameters });
  const response = await fetch(new URL("/oauth/token", url), { method: "POST", body });
  const text = await response.text();
  return text.startsWith("{") ? (JSON.parse(text) as Tokens) : { error: `${response.status} ${text}` };
}

async function livingFamilies({ database }: Deployment): Promise<number> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>(
      "select count(*)::int as count from oidc_model where model = 'Grant' and expires_at > now()",
    );
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

/** Does all of it, so many at a time. */
async function inTurns<Given, Made>(
  all: readonly Given[],
  atOnce: number,
  work: (one: Given) => Promise<Made>,
): Promise<Made[]> {
  const waiting = all.entries();
  const made: Made[] = [];
  const worker = async () => {
    for (const [index, one] of waiting) made[index] = await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return made;
}

function spread(times: number[]): { p50: number; p99: number; most: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
}
