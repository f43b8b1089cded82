import { timingSafeEqual } from "node:crypto";
import type { ClientMetadata, Configuration, KoaContextWithOIDC } from "oidc-provider";
import { errors } from "oidc-provider";
import type { Database } from "../../store/database.ts";
import { hashId } from "../../store/hash-id.ts";
import type { Registration } from "./settings.ts";

export const REGISTRATION_PATH = "/oauth/register";

/** For `features` of the library. No access to a registration is given out: a client that has changed registers anew. */
export const registrationFeature = (registration: Registration | undefined) =>
  ({
    enabled: registration !== undefined,
    issueRegistrationAccessToken: false,
  }) satisfies NonNullable<Configuration["features"]>["registration"];

const NAME_CHARACTERS_MAX = 100;
const REDIRECTS_MAX = 5;
/** What keeps keys for a stranger, or makes a server ask somewhere of a stranger's choice: whatever is an address, known or not. */
const REFUSED = /^jwks$|_(uris?|endpoint)$/;
/** Addresses that only browsers go to. The first is held against the list. */
const SHOWN: ReadonlySet<string> = new Set([
  "redirect_uris",
  "post_logout_redirect_uris",
  "client_uri",
  "logo_uri",
  "policy_uri",
  "tos_uri",
]);

/**
 * Guards the door where strangers register: how many and how fast, of everybody together since hosted clients share addresses;
 * with which redirects; and as public clients only, so that nothing secret is kept. Runs before the library reads the request.
 */
export function guardRegistration(registration: Registration, { pool }: Pick<Database, "pool">) {
  return async function guard(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
    // Only this very path comes through to the library, see `routes.ts`.
    if (ctx.path !== REGISTRATION_PATH || ctx.method !== "POST") return next();
    if (!isAdmitted(ctx, registration.token))
      return refuse(ctx, 401, "invalid_token", "Registration needs a token.");
    // Cheap, before a body is read; that no two come in on the last place is seen to where clients are stored.
    if (!(await hasRoom(registration, pool)))
      return refuse(ctx, 429, "temporarily_unavailable", TOO_MANY_CLIENTS);
    await next();
  };
}

export const TOO_MANY_CLIENTS = "Too many clients have registered; ask IT for a client id.";

/** Whether one more client may register. */
export async function hasRoom(
  { clientsMax, perHour }: Registration,
  pool: Pick<Database["pool"], "query">,
): Promise<boolean> {
  const { rows } = await pool.query<{ all: number; lately: number }>(
    `select count(*)::int as all,
       (count(*) filter (where (payload->>'client_id_issued_at')::bigint
         > extract(epoch from now()) - 3600))::int as lately
     from oidc_model where model = 'Client' and expires_at > now()`,
  );
  const { all = 0, lately = 0 } = rows[0] ?? {};
  return all < clientsMax && lately < perHour;
}

function isAdmitted(ctx: KoaContextWithOIDC, token: string | undefined): boolean {
  if (token === undefined) return true;
  const given = Buffer.from(ctx.get("authorization").replace(/^Bearer /i, ""));
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function refuse(ctx: KoaContextWithOIDC, status: number, error: string, description: string): void {
  ctx.status = status;
  ctx.set("cache-control", "no-store");
  ctx.body = { error, error_description: description };
}

/**
 * Throws `invalid_client_metadata` or `invalid_redirect_uri` for what may not be registered. `asked` is what the client sent,
 * of which `metadata` has only what the library knows.
 */
export function checkRegistered(
  metadata: ClientMetadata,
  asked: object,
  registration: Registration | undefined,
): void {
  const fault = (text: string) => new errors.InvalidClientMetadata(text);
  if (registration === undefined) throw fault("clients cannot register here");
  for (const uri of metadata.redirect_uris ?? []) {
    if (!isListed(registration, uri))
      throw new errors.InvalidRedirectUri(`redirect_uri ${uri} is not on this server's list`);
  }
  if ((metadata.redirect_uris ?? []).length > REDIRECTS_MAX) throw fault("too many redirect_uris");
  if (String(metadata.client_name ?? "").length > NAME_CHARACTERS_MAX) throw fault("client_name is too long");
  if (metadata.token_endpoint_auth_method !== "none")
    throw fault("only public clients can register: token_endpoint_auth_method must be none");
  for (const name of Object.keys(asked))
    if (REFUSED.test(name) && !SHOWN.has(name)) throw fault(`${name} is not taken here`);
  const grants = metadata.grant_types ?? [];
  if (!grants.every((grant) => grant === "authorization_code" || grant === "refresh_token"))
    throw fault("grant_types may be authorization_code and refresh_token");
}

/** Whether this redirect is on the list as it stands now. */
export const isListed = ({ redirectUris }: Registration, uri: string): boolean =>
  redirectUris.some((allowed) => isSameRedirect(allowed, uri));

/** A loopback redirect has any port (RFC 8252, 7.3). */
function isSameRedirect(allowed: string, given: string): boolean {
  if (allowed === given) return true;
  const [one, other] = [URL.parse(allowed), URL.parse(given)];
  if (!one || !other || other.href !== given) return false;
  const isLoopback = one.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(one.hostname);
  one.port = other.port;
  return isLoopback && one.href === other.href;
}

/** Notes that a registered client is in use, which keeps it. Of any other client there is no such row. */
export async function keepUsed(
  { unusedSeconds }: Registration,
  { pool }: Pick<Database, "pool">,
  clientId: string,
): Promise<void> {
  await pool.query(
    `update oidc_model set expires_at = now() + make_interval(secs => $2)
     where model = 'Client' and id_hash = $1 and expires_at > now()`,
    [hashId(clientId), unusedSeconds],
  );
}
