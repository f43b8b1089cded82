import { isObject } from "../protocol/message.ts";
import type { GroupChange } from "./provisioned-groups.ts";
import { invalidValue, ScimError } from "./scim-error.ts";
import type { PatchOperation } from "./scim-patch.ts";
import { groupFrom } from "./scim-resources.ts";

const MEMBERS_MAX = 5_000;

/** What the operations of a PATCH make of a group. Throws ScimError. */
export function groupPatch(operations: readonly PatchOperation[]): GroupChange {
  const own: Record<string, unknown> = {};
  const members: GroupChange["members"][number][] = [];
  for (const { op, attribute, where, value } of operations) {
    if (attribute === "members") members.push(memberStep(op, where, value));
    else if (op === "remove")
      throw new ScimError(400, `${attribute} can be changed but not removed.`, "mutability");
    else own[attribute] = value;
  }
  return {
    group: (former) => (Object.keys(own).length > 0 ? groupFrom({ ...former, ...own }, former) : former),
    members,
  };
}

function memberStep(
  op: PatchOperation["op"],
  where: PatchOperation["where"],
  value: unknown,
): GroupChange["members"][number] {
  if (where !== undefined) {
    if (op !== "remove" || where.attribute !== "value")
      throw new ScimError(400, 'Single members are only removed, by members[value eq "..."].', "invalidPath");
    return { remove: [where.value] };
  }
  if (op === "replace") return { set: memberIds(value) };
  if (op === "add") return { add: memberIds(value) };
  // Entra ID has sent the members to remove as the value; without one, all go (RFC 7644, section 3.5.2.2).
  return value === undefined || value === null ? { set: [] } : { remove: memberIds(value) };
}

/** Ids of a list of members. Throws ScimError where it is none. */
export function memberIds(given: unknown): string[] {
  if (given === undefined || given === null) return [];
  const members = Array.isArray(given) ? given : [given];
  if (members.length > MEMBERS_MAX)
    throw invalidValue(`More than ${MEMBERS_MAX} members in one request; send them in parts.`);
  return members.map((member: unknown) => {
    const id = isObject(member) ? member.value : member;
    if (typeof id !== "string" || id.length > 100) throw invalidValue("A member needs its id as value.");
    return id;
  });
}
