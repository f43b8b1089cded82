import type { Caller, Grant, Phase, System } from "@gatehouse/tool";
import {
  apiKey,
  authorizationCode,
  type ClientCredential,
  clientCredentials,
  jwtBearer,
  onBehalfOf,
  type TokenSource,
} from "@gatehouse/upstream";
import type { Pool } from "pg";
import { type Prerequisite, prerequisiteOf } from "./prerequisite.ts";
import { refreshTokensOf } from "./refreshing.ts";
import type { CredentialSettings } from "./settings.ts";
import type { Vault } from "./vault.ts";

/** A system as far as signing in to it goes: what its catalog declares. */
export type DeclaredSystem = Pick<System, "id" | "title" | "grants" | "scopes">;

/** How the gateway gets one system's access tokens. */
export type Source = {
  system: DeclaredSystem;
  settings: CredentialSettings;
  prerequisite: Prerequisite;
  /** Under which name the vault keeps what that gave. */
  place: string;
  identity: TokenSource["identity"];
  /** For what a phase may do; the same source where phases ask for the same. */
  tokens(phase: Phase): TokenSource;
};

type Needs = {
  pool: Pool;
  vault: Vault;
  /** A token of the person for our application at the identity provider whose sign-in `place` names. */
  assertionOf(caller: Caller, place: string): Promise<string | undefined>;
  /** The one OpenID provider, for systems that name none. */
  soleProvider: string | undefined;
};

/** The grant a system's settings choose. Throws where it declares none of that kind. */
export function grantOf<Kind extends CredentialSettings["grant"]>(
  { title, grants }: DeclaredSystem,
  { grant }: { grant: Kind },
): NonNullable<System["grants"][Kind]> {
  const declared = grants[grant];
  if (declared === undefined) throw new Error(`${title} declares no grant of the kind ${grant}`);
  return declared;
}

/** Rejects where settings and declaration do not fit: a missing secret, a key of the wrong kind, a variable without a value. */
export async function createSource(
  system: DeclaredSystem,
  settings: CredentialSettings,
  needs: Needs,
): Promise<Source> {
  const grant = grantOf(system, settings);
  const made = new Map<string, TokenSource>();
  const place = placeOf(system.id, grant, settings, needs);
  const byPhase: TokenSource[] = [];
  for (const phase of PHASES) {
    const scopes = scopesOf(system, settings, phase);
    const known =
      made.get(scopes.join(" ")) ?? (await tokenSource({ system, settings, grant, scopes, place, needs }));
    made.set(scopes.join(" "), known);
    byPhase.push(known);
  }
  const tokens = (phase: Phase) => byPhase[phase - 1] as TokenSource;
  const { identity } = tokens(1);
  return { system, settings, prerequisite: prerequisiteOf(grant), place, identity, tokens };
}

const PHASES = [1, 2, 3] as const;

/** A service identity only reads. */
const scopesOf = (
  { scopes }: DeclaredSystem,
  settings: CredentialSettings,
  phase: Phase,
): readonly string[] => (settings.grant === "service" ? (settings.scopes ?? scopes[1]) : scopes[phase]);

/** Where the vault keeps what a sign-in gave; no system's id has a colon. */
export const signInPlace = (provider: string): string => `sign-in:${provider}`;

function placeOf(id: string, grant: Grant, { signIn }: CredentialSettings, { soleProvider }: Needs): string {
  if (grant.kind !== "on_behalf_of") return id;
  const provider = signIn ?? soleProvider;
  if (provider === undefined)
    throw new Error(
      `systems.${id}.credentials.signIn must name the identity provider whose sign-in ${id} takes`,
    );
  return signInPlace(provider);
}

type Making = {
  system: DeclaredSystem;
  settings: CredentialSettings;
  grant: Grant;
  scopes: readonly string[];
  place: string;
  needs: Needs;
};

async function tokenSource({ system, settings, grant, scopes, place, needs }: Making): Promise<TokenSource> {
  const { secret, privateKey, keyId, audience, usernameSuffix } = settings;
  switch (grant.kind) {
    case "api_key":
      return apiKey({ key: wanted(system, "secret", secret) });
    case "client_credentials": {
      const common = applicationAt(system, settings, grant);
      return clientCredentials({ ...common, grant, credential: proof(system, settings), scopes });
    }
    case "authorization_code": {
      const refreshTokens = refreshTokensOf(needs, place, grant.narrowsOnRefresh ? scopes.join(" ") : "");
      const credential = secret || privateKey ? proof(system, settings) : undefined;
      return authorizationCode({
        ...applicationAt(system, settings, grant),
        grant,
        credential,
        refreshTokens,
        scopes,
      });
    }
    case "on_behalf_of": {
      const assertionOf = (caller: Caller) => needs.assertionOf(caller, place);
      const common = applicationAt(system, settings, grant);
      return onBehalfOf({ ...common, grant, credential: proof(system, settings), scopes, assertionOf });
    }
    case "jwt_bearer":
      return jwtBearer({
        ...applicationAt(system, settings, grant),
        grant,
        privateKey: wanted(system, "privateKey", privateKey),
        ...(keyId && { keyId }),
        ...(audience && { audience }),
        subjectOf: ({ email }) => email && `${email}${usernameSuffix}`,
      });
  }
}

/** Where a system's token endpoint is, and who asks there. */
export function applicationAt<G extends Exclude<Grant, { kind: "api_key" }>>(
  { title }: DeclaredSystem,
  { clientId, origin, tokenOrigin, variables }: CredentialSettings,
  grant: G,
) {
  if (!clientId) throw new Error(`${title} needs credentials.clientId`);
  return { title, grant, clientId, variables, origin: tokenOrigin ?? grant.tokenOrigin ?? origin };
}

/** What the application proves itself with. */
export function proof(
  system: DeclaredSystem,
  { secret, privateKey, keyId, certificateThumbprint }: CredentialSettings,
): ClientCredential {
  if (privateKey === undefined) return { secret: wanted(system, "secret or privateKey", secret) };
  return { privateKey, ...(keyId && { keyId }), ...(certificateThumbprint && { certificateThumbprint }) };
}

function wanted<T>({ title }: DeclaredSystem, name: string, value: T | undefined): T {
  if (value === undefined || value === "") throw new Error(`${title} needs credentials.${name}`);
  return value;
}
