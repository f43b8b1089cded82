import { type Fields, fields, textOf } from "./values.ts";

/** Who may open a thing, and how they came to. The link's own address is left out: with it anybody could. */
export type Access = {
  who: string;
  email: string | undefined;
  role: string;
  via: "direct" | "group" | "link";
  isInherited: boolean;
  isExternal: boolean;
  expires: string | undefined;
};

/** One permission of Graph as one line for each person or group it reaches. */
export function accessIn(permission: Fields): Access[] {
  const link = permission.link ? fields(permission.link) : undefined;
  const common = {
    role: roleOf(permission.roles),
    isInherited: permission.inheritedFrom !== undefined && permission.inheritedFrom !== null,
    expires: textOf(permission.expirationDateTime),
  };
  if (!link) return [{ ...common, ...identityIn(permission.grantedToV2) }];
  const scope = textOf(link.scope) ?? "users";
  const people = Array.isArray(permission.grantedToIdentitiesV2) ? permission.grantedToIdentitiesV2 : [];
  if (scope === "users" && people.length > 0)
    return people.map((identity) => ({ ...common, ...identityIn(identity), via: "link" as const }));
  const who = LINK_SCOPES[scope] ?? scope;
  return [{ ...common, who, email: undefined, via: "link", isExternal: scope === "anonymous" }];
}

const LINK_SCOPES: Record<string, string> = {
  anonymous: "anybody who has the link",
  organization: "everybody in the company who has the link",
  users: "the people the link was made for",
};

function identityIn(identitySet: unknown): Pick<Access, "who" | "email" | "via" | "isExternal"> {
  const { user, siteUser, group, siteGroup, application } = fields(identitySet);
  const person = { ...fields(siteUser), ...fields(user) };
  const login = textOf(fields(siteUser).loginName) ?? textOf(person.loginName) ?? "";
  if (user || siteUser)
    return {
      // A login holds the mail address, which only `email` may tell.
      who: textOf(person.displayName) ?? "unknown",
      email: textOf(person.email) ?? addressIn(login),
      via: "direct",
      isExternal: isGuest(login) || isGuest(textOf(person.userPrincipalName) ?? ""),
    };
  const many = { ...fields(siteGroup), ...fields(group) };
  const named = textOf(many.displayName) ?? textOf(fields(application).displayName);
  return {
    who: named ?? "unknown",
    email: undefined,
    via: group || siteGroup ? "group" : "direct",
    isExternal: false,
  };
}

/** The last part of a claim such as `i:0#.f|membership|x@company.example` (reference, 6.1). */
const addressIn = (login: string): string | undefined => /[^|]+@[^|]+$/.exec(login)?.[0];

/** How SharePoint and Entra write the login of somebody from another company [recalled]. */
const isGuest = (login: string): boolean => /#ext#|urn(:|%3a)spo(:|%3a)guest/i.test(login);

/** The strongest of several. */
function roleOf(roles: unknown): string {
  const all = Array.isArray(roles) ? roles.map(String) : [];
  return ["owner", "write", "read"].find((role) => all.includes(role)) ?? all[0] ?? "none";
}
