import SCIMMY from "scimmy";
import { isObject } from "../protocol/message.ts";
import { invalidValue } from "./scim-error.ts";
import { keptEmails, keptName, keptText } from "./scim-kept.ts";

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

/**
 * The user that a body describes, by the names of USER_ATTRIBUTES. Throws ScimError where it is none; `former` stands in for what
 * the body leaves out. Only what decides something can be wrong: a name or an address that cannot be kept is left out.
 */
export function userFrom(body: Record<string, unknown>, former?: ScimUser): ScimUser {
  const given = {
    userName: body.userName,
    externalId: body.externalId ?? former?.externalId,
    active: body.active === undefined ? (former?.active ?? true) : booleanOf(body.active),
  };
  const checked = checkedBy(() => new Schemas.User(given, "in"));
  const { userName, externalId, active } = JSON.parse(JSON.stringify(checked)) as ScimUser;
  if (userName.trim() === "") throw invalidValue("userName must not be empty.");
  checkTexts([userName, externalId]);
  return {
    userName,
    externalId: externalId || undefined,
    active,
    displayName: keptText(body.displayName),
    name: keptName(body.name),
    emails: keptEmails(body.emails),
  };
}

/** The group that a body describes, without its members. Throws ScimError where it is none. */
export function groupFrom(body: Record<string, unknown>, former?: ScimGroup): ScimGroup {
  const given = { displayName: body.displayName, externalId: body.externalId ?? former?.externalId };
  const checked = checkedBy(() => new Schemas.Group(given, "in"));
  const { displayName, externalId } = JSON.parse(JSON.stringify(checked)) as ScimGroup;
  if (displayName.trim() === "") throw invalidValue("displayName must not be empty.");
  checkTexts([displayName, externalId]);
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

/** Entra ID sends `"True"` and `"False"` unless told otherwise by a flag in the tenant URL, and has sent `[{"value":"False"}]`. */
function booleanOf(given: unknown): boolean {
  const one: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
  const value = isObject(one) ? one.value : one;
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.toLowerCase() : undefined;
  if (word === "true" || word === "false") return word === "true";
  throw invalidValue("active must be true or false.");
}

function checkTexts(texts: readonly (string | undefined)[]): void {
  // PostgreSQL keeps no NUL, and nobody's name has one.
  if (texts.some((text) => text !== undefined && (text.length > TEXT_MAX || text.includes("\0"))))
    throw invalidValue(`A text is longer than ${TEXT_MAX} characters, or holds a NUL.`);
}
