import { ToolError } from "@gatehouse/tool";
import { z } from "zod";
import type { Access } from "./access.ts";
import type { BambooHr } from "./bamboohr.ts";
import { ruleOf } from "./field-classes.ts";
import type { Person, StoredFile } from "./records.ts";

/** `employee:<person>:<file>` or `company:<file>`. */
export const fileRef = z.string().regex(/^(employee:\d{1,12}|company):\d{1,12}$/);

export const refOf = (owner: Person | undefined, { id }: StoredFile): string =>
  owner === undefined ? `company:${id}` : `employee:${owner.id}:${id}`;

/** Owner and file of a reference; no owner for a file of the company. */
export function readRef(ref: string): { ownerId: string | undefined; fileId: string } {
  const parts = ref.split(":");
  return { ownerId: parts.length === 3 ? parts[1] : undefined, fileId: parts.at(-1) ?? "" };
}

/**
 * The files the caller may know of. Those of a person are C3, free text that nobody classified: HR sees them, the person
 * what is shared with them, a manager none. Company files are for everybody where they are shared with everybody, the
 * others for HR. What is named after tax, bank or identity papers is C4 and hidden from all.
 */
export async function visibleFiles(
  api: BambooHr,
  access: Access,
  owner: Person | undefined,
  signal: AbortSignal,
): Promise<{ files: StoredFile[]; isNeverHidden: boolean }> {
  const relation = owner === undefined ? undefined : access.relationTo(owner);
  if (relation !== undefined && relation !== "hr" && relation !== "self")
    throw new ToolError("not_allowed", "Somebody's files are for that person and HR; nothing was read.");
  const files = (await api.files(owner?.id, signal)).filter(({ isShared }) => access.isHr || isShared);
  const readable = files.filter((file) => !isNever(file));
  return { files: readable, isNeverHidden: readable.length < files.length };
}

const isNever = ({ name, fileName, category }: StoredFile) =>
  [name, fileName, category].some((label) => ruleOf({ name: "file", label }).class === "never");
