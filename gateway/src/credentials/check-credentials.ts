import type { Grant, System } from "@gatehouse/tool";
import type { CredentialsConfig, VaultConfig } from "./config.ts";
import { prerequisiteOf } from "./prerequisite.ts";

type Checked = {
  systems: Readonly<Record<string, { credentials?: CredentialsConfig | undefined }>>;
  vault?: VaultConfig | undefined;
  identityProviders: Readonly<Record<string, { kind: string }>>;
};
type Catalogs = Readonly<Record<string, { grants?: System["grants"] | undefined }>>;
type Wrong = (where: readonly PropertyKey[], reason: string) => void;

/** Holds each system's credentials against what its catalog declares, and the vault against what is to be kept in it. */
export function checkCredentials(config: Checked, catalogs: Catalogs, wrong: Wrong): void {
  for (const [id, { credentials }] of Object.entries(config.systems)) {
    if (credentials === undefined) continue;
    const at = ["systems", id, "credentials"];
    const grant = catalogs[id]?.grants?.[credentials.grant];
    if (grant === undefined) wrong([...at, "grant"], `the catalog of ${id} declares no grant of this kind`);
    else checkGrant(grant, credentials, config, (where, reason) => wrong([...at, ...where], reason));
  }
  const ids = config.vault?.provider === "local" ? config.vault.keys.map(({ id }) => id) : [];
  ids.forEach((id, index) => {
    if (ids.indexOf(id) < index) wrong(["vault", "keys", index, "id"], `another key is called ${id}`);
  });
}

function checkGrant(grant: Grant, given: CredentialsConfig, config: Checked, wrong: Wrong): void {
  if (prerequisiteOf(grant) !== "nothing" && config.vault === undefined)
    wrong(["grant"], "keeps people's tokens, so the configuration needs a `vault`");
  if (grant.kind === "api_key") {
    if (given.secret === undefined) wrong([], "needs `secret`, the key");
    return;
  }
  if (given.clientId === undefined) wrong([], "needs `clientId`");
  if (grant.kind === "jwt_bearer") {
    if (given.privateKey === undefined) wrong([], "needs `privateKey`, which signs for people");
  } else checkProof(grant, given, wrong);
  const authorizeUrl = grant.kind === "authorization_code" ? grant.authorizeUrl : "";
  for (const [, name = ""] of `${grant.tokenPath} ${authorizeUrl}`.matchAll(/\{(\w+)\}/g))
    if (!Object.hasOwn(given.variables, name)) wrong(["variables"], `needs a value for ${name}`);
  if (grant.kind === "on_behalf_of") checkSignIn(given, config, wrong);
}

function checkProof(
  { authentication }: Extract<Grant, { authentication: readonly string[] }>,
  { secret, privateKey }: CredentialsConfig,
  wrong: Wrong,
): void {
  if (secret !== undefined && privateKey !== undefined) wrong([], "takes `secret` or `privateKey`, not both");
  const suits = authentication.some((method) => {
    if (method === "none") return secret === undefined && privateKey === undefined;
    return method.endsWith("_jwt") ? privateKey !== undefined : secret !== undefined;
  });
  if (!suits) wrong([], `needs what proves the application: the vendor takes ${authentication.join(", ")}`);
}

function checkSignIn({ signIn }: CredentialsConfig, { identityProviders }: Checked, wrong: Wrong): void {
  const all = Object.entries(identityProviders);
  if (signIn === undefined && (all.length > 1 || all[0]?.[1].kind !== "oidc"))
    wrong([], "needs `signIn`, the OpenID provider whose sign-in the vendor takes");
  if (signIn !== undefined && identityProviders[signIn]?.kind !== "oidc")
    wrong(["signIn"], `no OpenID provider is named ${signIn}`);
}
