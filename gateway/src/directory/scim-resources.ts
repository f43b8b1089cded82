import SCIMMY from "scimmy";
import { invalidValue } from "./scim-error.ts";

const { Config, Resources, Schemas } = SCIMMY;

/** Where everything stands, under the gateway's public address. */
export const SCIM_PATH = "/scim/v2";
/** The most that one page of a list holds. Okta asks for 100, Entra ID for one. */
export const PAGE_SIZE_MAX = 200;

/** What is kept of a user. Everything else that providers send is dropped: nothing here needs it. */
export type ScimUser = {
  userName: string;
  externalId?: string | undefined;
  active: boolean;
  displayName?: string | undefined;
  name?: Record<string, string> | undefined;
  emails?: ScimEmail[] | undefined;
};
export type ScimEmail = { value?: string; type?: string; primary?: boolean };

export type ScimGroup = { displayName: string; externalId?: string | undefined };

/** What every resource says about itself. */
export type Meta = { id: string; version: number; created: Date; lastModified: Date };

Config.set({
  patch: true,
  filter: PAGE_SIZE_MAX,
  etag: true,
  authenticationSchemes: [
    {
      type: "oauthbearertoken",
      name: "Bearer token",
      description: "The token of the gateway's configuration.",
    },
  ],
});
Resources.declare(Resources.User, { basepath: SCIM_PATH }).declare(Resources.Group, { basepath: SCIM_PATH });
Resources.ServiceProviderConfig.basepath(SCIM_PATH);
Resources.ResourceType.basepath(SCIM_PATH);
Resources.Schema.basepath(SCIM_PATH);

/** What may be asked without a person in it: what this service can do, and which attributes there are. */
export const DISCOVERY = {
  ServiceProviderConfig: () => new Resources.ServiceProviderConfig().read(),
  ResourceTypes: () => new Resources.ResourceType().read(),
  Schemas: () => new Resources.Schema().read(),
} as const;

const TEXT_MAX = 500;
const EMAILS_MAX = 20;

/** The user that a body describes. Throws ScimError where it is none; `former` stands in for what the body leaves out. */
export function userFrom(body: Record<string, unknown>, former?: ScimUser): ScimUser {
  const { userName, externalId, active, displayName, name, emails } = body;
  const given = {
    userName,
    externalId: externalId ?? former?.externalId,
    active: booleanOf(active ?? former?.active ?? true, "active"),
    displayName: displayName ?? undefined,
    name: name ?? undefined,
    emails: Array.isArray(emails) ? emails.slice(0, EMAILS_MAX).map(emailOf) : (emails ?? undefined),
  };
  const checked = checkedBy(() => new Schemas.User(given, "in"));
  const user = JSON.parse(JSON.stringify(checked)) as ScimUser;
  if (user.userName.trim() === "") throw invalidValue("userName must not be empty.");
  checkTexts(user);
  return {
    userName: user.userName,
    externalId: user.externalId || undefined,
    active: user.active,
    displayName: user.displayName,
    name: user.name,
    emails: user.emails?.map(({ value, type, primary }) => ({
      ...(value !== undefined && { value }),
      ...(type !== undefined && { type }),
      ...(primary !== undefined && { primary }),
    })),
  };
}

/** The group that a body describes, without its members. Throws ScimError where it is none. */
export function groupFrom(body: Record<string, unknown>, former?: ScimGroup): ScimGroup {
  const given = { displayName: body.displayName, externalId: body.externalId ?? former?.externalId };
  const checked = checkedBy(() => new Schemas.Group(given, "in"));
  const { displayName, externalId } = JSON.parse(JSON.stringify(checked)) as ScimGroup;
  if (displayName.trim() === "") throw invalidValue("displayName must not be empty.");
  checkTexts({ displayName, externalId });
  return { displayName, externalId: externalId || undefined };
}

const metaOf = ({ version, created, lastModified }: Meta) => ({
  version: etagOf(version),
  created,
  lastModified,
});
export const etagOf = (version: number): string => `W/"${version}"`;

/** As the answer shows it. `base` is the address of the whole service. */
export const shownUser = (
  user: ScimUser,
  meta: Meta,
  groups: readonly { value: string; display: string }[],
  base: string,
): Record<string, unknown> => {
  const shown = new Schemas.User({ id: meta.id, ...user, meta: metaOf(meta) }, "out", `${base}/Users`);
  // Read-only, so the library leaves it out; Entra ID and Okta both look at it.
  return { ...plain(shown), groups: groups.map((group) => ({ ...group, type: "direct" })) };
};

export const shownGroup = (
  group: ScimGroup,
  meta: Meta,
  members: readonly { value: string; display: string }[] | undefined,
  base: string,
): Record<string, unknown> => {
  const shown = new Schemas.Group({ id: meta.id, ...group, meta: metaOf(meta) }, "out", `${base}/Groups`);
  return { ...plain(shown), ...(members && { members: members.map((one) => ({ ...one, type: "User" })) }) };
};

const plain = (shown: object) => JSON.parse(JSON.stringify(shown)) as Record<string, unknown>;

function checkedBy<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    // Its texts name attributes and types, never values.
    if (error instanceof TypeError) throw invalidValue(`${error.message}.`);
    throw error;
  }
}

/** Entra ID sends `"True"` and `"False"` unless told otherwise by a flag in the tenant URL. */
function booleanOf(value: unknown, attribute: string): boolean {
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.toLowerCase() : undefined;
  if (word === "true" || word === "false") return word === "true";
  throw invalidValue(`${attribute} must be true or false.`);
}

function emailOf(given: unknown): unknown {
  if (given === null || typeof given !== "object" || !("primary" in given)) return given;
  return { ...given, primary: booleanOf(given.primary ?? false, "emails.primary") };
}

function checkTexts(value: unknown): void {
  if (typeof value === "string") {
    // PostgreSQL keeps no NUL, and nobody's name has one.
    if (value.length > TEXT_MAX || value.includes("\0"))
      throw invalidValue(`A text is longer than ${TEXT_MAX} characters, or holds a NUL.`);
  } else if (value !== null && typeof value === "object") Object.values(value).forEach(checkTexts);
}
