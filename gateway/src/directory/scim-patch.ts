import SCIMMY from "scimmy";
import { isObject } from "../protocol/message.ts";
import { type Attributes, entriesOf, nameIn, withoutSchema } from "./scim-attributes.ts";
import { invalidValue, ScimError } from "./scim-error.ts";
import type { ScimEmail, ScimUser } from "./scim-resources.ts";

/** One operation on one attribute: operations without a path are taken apart. `attribute` is as it is called here, others in lower case. */
export type PatchOperation = {
  op: "add" | "replace" | "remove";
  attribute: string;
  /** As in `emails[type eq "work"]`. */
  where: { attribute: string; value: string } | undefined;
  sub: string | undefined;
  value: unknown;
};

const OPERATIONS_MAX = 2_000;
const PATH_CHARACTERS = 300;
const PATH = /^([a-z$][\w$-]*)(?:\[([a-z]+) eq "([^"\\]*)"\])?(?:\.([a-z$][\w$-]*))?$/i;

/**
 * The operations of a PATCH (RFC 7644, section 3.5.2) in the ways Okta and Entra ID write them: names and operations in any
 * case, without a path, or with paths as keys of a value. The library checks the message; its own way of applying it hands
 * paths to a parser that can be made to run for ever (scimmy 1.3.5). Throws ScimError.
 */
export function patchOperations(body: Record<string, unknown>, attributes: Attributes): PatchOperation[] {
  const { Operations: operations } = checkedMessage(body);
  const all = operations.flatMap(({ op, path, value }) => {
    const verb = op.toLowerCase() as PatchOperation["op"];
    // Naming the schema is naming everything in it.
    if (path !== undefined && withoutSchema(path) !== "") return [{ op: verb, path, value }];
    if (!isObject(value)) throw invalidValue("An operation without a path needs an object as its value.");
    return entriesOf(value).map(([key, one]) => ({ op: verb, path: key, value: one }));
  });
  if (all.length > OPERATIONS_MAX) throw invalidValue(`There are more than ${OPERATIONS_MAX} operations.`);
  return all.flatMap(({ op, path, value }) => {
    const parsed = parsePath(path, attributes);
    return parsed === undefined ? [] : [{ op, ...parsed, value }];
  });
}

type Message = { Operations: { op: string; path?: string; value?: unknown }[] };

function checkedMessage(body: Record<string, unknown>): Message {
  try {
    return new SCIMMY.Messages.PatchOp(body as never) as unknown as Message;
  } catch (error) {
    if (error instanceof SCIMMY.Types.Error) throw new ScimError(400, error.message, error.scimType as never);
    throw error;
  }
}

/**
 * Undefined for attributes that are not kept: the company may map what it likes, and an unknown one must not stop the rest. Nor
 * must one that decides nothing, however its path is written.
 */
function parsePath(path: string, attributes: Attributes) {
  const own = withoutSchema(path);
  const attribute = nameIn(attributes, /^[\w$-]*/.exec(own)?.[0] ?? "");
  if (attribute === undefined) return undefined;
  const parts = own.length > PATH_CHARACTERS ? null : PATH.exec(own);
  if (parts === null) {
    if (attributes.deciding.includes(attribute)) throw invalidPath();
    return undefined;
  }
  const [, , whereAttribute, whereValue = "", sub] = parts;
  return {
    attribute,
    where: whereAttribute ? { attribute: whereAttribute.toLowerCase(), value: whereValue } : undefined,
    sub: sub?.toLowerCase(),
  };
}

const invalidPath = () =>
  new ScimError(400, 'A path must be like name.familyName or emails[type eq "work"].value.', "invalidPath");

const NAME_PARTS = new Map(
  ["formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix"].map((part) => [
    part.toLowerCase(),
    part,
  ]),
);

/** The body of a user as the operations leave it; to be checked like any other. */
export function patchedUser(user: ScimUser, operations: readonly PatchOperation[]): Record<string, unknown> {
  const body: Record<string, unknown> = structuredClone(user);
  for (const operation of operations) {
    const { op, attribute, sub } = operation;
    const value = op === "remove" ? undefined : operation.value;
    if (attribute === "name") body.name = patchedName(body.name, op, sub, value);
    else if (attribute === "emails") body.emails = patchedEmails(body.emails, operation);
    else if (attribute === "displayName") body.displayName = value;
    else if (value === undefined)
      throw new ScimError(400, `${attribute} can be changed but not removed.`, "mutability");
    else body[attribute] = value;
  }
  return body;
}

function patchedName(former: unknown, op: string, sub: string | undefined, value: unknown): unknown {
  const name = isObject(former) ? former : {};
  if (sub === undefined) return op === "add" && isObject(value) ? { ...name, ...value } : value;
  const part = NAME_PARTS.get(sub);
  return part === undefined ? name : { ...name, [part]: value };
}

function patchedEmails(former: unknown, { op, where, sub, value }: PatchOperation): unknown {
  const emails = Array.isArray(former) ? (former as ScimEmail[]) : [];
  if (where === undefined) {
    if (sub !== undefined) return emails;
    const given = Array.isArray(value) ? value : [value];
    return op === "remove" ? [] : op === "replace" ? given : [...emails, ...given];
  }
  const field = where.attribute as keyof ScimEmail;
  const isMeant = (email: ScimEmail) => {
    const held = email?.[field];
    return typeof held === "string" && held.toLowerCase() === where.value.toLowerCase();
  };
  if (op === "remove" && sub === undefined) return emails.filter((email) => !isMeant(email));
  const change = sub === undefined ? (value as ScimEmail) : { [sub]: op === "remove" ? undefined : value };
  // Entra ID also replaces addresses that are not there yet.
  if (!emails.some(isMeant)) return [...emails, { [field]: where.value, ...change }];
  return emails.map((email) => (isMeant(email) ? { ...email, ...change } : email));
}
