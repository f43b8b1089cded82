import type { Identity } from "../store/people.ts";
import { UnresolvedGroups } from "./identity-provider.ts";
import { ownAddress } from "./mail-domain.ts";
import type { ReadAssertion } from "./read-assertion.ts";
import type { SamlSettings } from "./settings.ts";

export type AssertionRules = Pick<SamlSettings, "subject" | "attributes" | "trustsEmail" | "mailDomains">;

/** [recalled] What Entra ID puts in place of the groups of somebody who is in more than 150. */
const GROUPS_LINK = "http://schemas.microsoft.com/claims/groups.link";

/**
 * Who signed in, by a verified assertion. As with OpenID Connect, rights rest on issuer and subject, and a mail address
 * counts only where the configuration trusts it. Throws `UnresolvedGroups` and `ForeignAddress` as that does.
 */
export function personFromAssertion(assertion: ReadAssertion, rules: AssertionRules): Identity {
  const { attributes } = rules;
  const single = (name: string) => {
    const values = assertion.attributes.get(name) ?? [];
    return values.length === 1 ? values[0] : undefined;
  };
  const listOf = (name: string) => {
    const values = assertion.attributes.get(name) ?? [];
    if (values.every((value) => value !== undefined)) return values;
    throw new UnresolvedGroups(`the attribute ${name} has a value that is not text`);
  };
  if (assertion.attributes.has(GROUPS_LINK))
    throw new UnresolvedGroups("the groups were replaced by a reference for being too many");
  const email = single(attributes.email);
  return {
    issuer: assertion.issuer,
    subject: subjectOf(assertion, rules, single, email),
    email: ownAddress(rules.trustsEmail ? email : undefined, rules.mailDomains),
    name: single(attributes.name),
    groups: listOf(attributes.groups),
    appRoles: listOf(attributes.roles),
    authTime: assertion.authTime,
    acr: assertion.acr,
    amr: [],
  };
}

function subjectOf(
  { nameId }: ReadAssertion,
  { subject }: AssertionRules,
  single: (name: string) => string | undefined,
  email: string | undefined,
): string {
  if ("attribute" in subject) {
    const value = single(subject.attribute);
    if (value === undefined) throw new TypeError(`The assertion has no single ${subject.attribute}.`);
    return unchanging(value, email);
  }
  if (nameId.value === undefined || !nameId.format?.endsWith(`:nameid-format:${subject.nameId}`))
    throw new TypeError(`The assertion's NameID is not of the format ${subject.nameId}.`);
  if (subject.nameId === "emailAddress") return nameId.value.toLowerCase();
  return unchanging(nameId.value, email);
}

/** Providers can be told to call an address persistent; it passes from one human to another all the same. */
function unchanging(subject: string, email: string | undefined): string {
  if (subject.toLowerCase() === email?.toLowerCase())
    throw new TypeError("The assertion names its subject by mail address, which can pass to somebody else.");
  return subject;
}
