import { signIn } from "../support/headless-sign-in.ts";
import type { House } from "../support/house.ts";
import { CHALLENGE, VERIFIER } from "./oauth.ts";

/** The one identity provider of a house. */
export function issuerOf({ config }: Pick<House, "config">): string {
  const { demo } = config.identityProviders as Record<string, { issuer: string }>;
  return demo?.issuer ?? "";
}

/** A true id token of the house's identity provider, got as the gateway itself gets it. */
export async function idTokenOf(house: Pick<House, "url" | "config">, email: string): Promise<string> {
  const issuer = issuerOf(house);
  const redirectUri = `${house.url}/signin/callback`;
  const url = new URL("/auth", issuer);
  url.search = new URLSearchParams({
    client_id: "gatehouse",
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid profile email",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
  }).toString();
  const code = (await signIn(url, { email })).searchParams.get("code") ?? "";
  const response = await fetch(new URL("/token", issuer), {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: "gatehouse",
      client_secret: "demo",
      redirect_uri: redirectUri,
      code,
      code_verifier: VERIFIER,
    }),
  });
  const { id_token } = (await response.json()) as { id_token: string };
  return id_token;
}
