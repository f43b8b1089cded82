import { canonicalJson } from "@gatehouse/tool";
import type { AuditKeys } from "../audit/keys.ts";
import type { ChangeRequest } from "./change-request.ts";

/**
 * Whether what a request says, once opened, is what was asked for: the same arguments from the same state to the same one, by the
 * hashes beside it. False where its requester's key was erased.
 */
export function isAsAsked(request: ChangeRequest, keys: Pick<AuditKeys, "hashArguments">): boolean {
  const { content, argumentsHash, beforeHash, afterHash } = request;
  const isOf = (value: unknown, hash: string) => keys.hashArguments(canonicalJson(value)) === hash;
  return (
    isOf(content.arguments, argumentsHash) &&
    isOf(content.before, beforeHash) &&
    isOf(content.after, afterHash)
  );
}

/** For people, where it is not. */
export const NOT_AS_ASKED = "What was asked for can no longer be read as it was asked.";
