import { randomBytes, subtle } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import Provider, { type Configuration } from "oidc-provider";
import type { DemoPerson } from "../company/index.ts";
import { loginPage, nameOf, PAGE_HEADERS, STYLE } from "./login-page.ts";
import { createMemoryAdapter } from "./memory-adapter.ts";

export interface DemoIdentityProviderOptions {
  issuer: string;
  /** The one relying party: Gatehouse. */
  client: { clientId: string; clientSecret: string; redirectUris: readonly string[] };
  people: readonly DemoPerson[];
}

type LoginContext = Parameters<Parameters<Provider["use"]>[0]>[0];

const SIGN_IN_SECONDS = 600;

/**
 * An OpenID provider for the demo company: everybody signs in by choosing who they are, without a password. It keeps
 * all in memory and makes its keys anew at every start. For demonstrations and tests; a company brings its own.
 */
export async function createDemoIdentityProvider(
  options: DemoIdentityProviderOptions,
): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const { issuer, client, people } = options;
  const provider = new Provider(issuer, {
    ...SETTINGS,
    adapter: createMemoryAdapter(),
    jwks: { keys: [await newSigningKey()] },
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [...client.redirectUris],
        token_endpoint_auth_method: "client_secret_post",
        id_token_signed_response_alg: "ES256",
      },
    ],
    findAccount(_ctx, subject) {
      const person = people.find((one) => subjectOf(one) === subject);
      return person && { accountId: subject, claims: () => ({ sub: subject, ...claimsOf(person) }) };
    },
  });

  provider.use(async function serveLogin(ctx, next) {
    if (!ctx.path.startsWith("/login/")) return next();
    ctx.set(PAGE_HEADERS);
    if (ctx.path === "/login/style.css") {
      ctx.type = "css";
      ctx.body = STYLE;
    } else if (ctx.method === "POST") {
      await chooseSomebody(ctx);
    } else {
      ctx.type = "html";
      ctx.body = loginPage(people);
    }
  });

  async function chooseSomebody(ctx: LoginContext): Promise<void> {
    const { params } = await provider.interactionDetails(ctx.req, ctx.res);
    const email = new URLSearchParams(await text(ctx.req)).get("email");
    const person = people.find((one) => one.email === email);
    if (!person) return ctx.throw(400, "Nobody of that name works here.");
    const accountId = subjectOf(person);
    const grant = new provider.Grant({ accountId, clientId: client.clientId });
    grant.addOIDCScope(String(params.scope));
    ctx.redirect(
      await provider.interactionResult(ctx.req, ctx.res, {
        login: { accountId, amr: ["demo"] },
        consent: { grantId: await grant.save() },
      }),
    );
    ctx.status = 303;
  }

  const serve = provider.callback();
  return (request, response) => void serve(request, response);
}

const SETTINGS = {
  scopes: ["openid", "profile", "email"],
  claims: {
    openid: ["sub", "amr"],
    profile: ["name", "given_name", "family_name", "groups"],
    email: ["email", "email_verified"],
  },
  // Claims belong into the id token here, as Okta and Entra put them; the standard would have them asked for.
  conformIdTokenClaims: false,
  responseTypes: ["code"],
  pkce: { required: () => true },
  // Sessions are not kept, so nothing may hang on one.
  expiresWithSession: () => false,
  interactions: { url: (_ctx, { uid }) => `/login/${uid}` },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
  clientDefaults: { require_auth_time: true },
  ttl: {
    AccessToken: SIGN_IN_SECONDS,
    AuthorizationCode: 60,
    Grant: SIGN_IN_SECONDS,
    IdToken: SIGN_IN_SECONDS,
    Interaction: SIGN_IN_SECONDS,
    Session: SIGN_IN_SECONDS,
  },
} satisfies Configuration;

const subjectOf = ({ email }: DemoPerson): string => `demo:${email.split("@", 1)[0]}`;

const claimsOf = (person: DemoPerson) => ({
  email: person.email,
  email_verified: true,
  name: nameOf(person),
  given_name: person.given_name,
  family_name: person.family_name,
  groups: person.groups,
});

async function newSigningKey() {
  const { privateKey } = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  const { kty, crv, x, y, d } = await subtle.exportKey("jwk", privateKey);
  return { kty, crv, x, y, d, kid: randomBytes(8).toString("hex"), alg: "ES256", use: "sig" };
}
