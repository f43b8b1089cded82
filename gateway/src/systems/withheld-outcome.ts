import { ERRORS, type ErrorCode } from "@gatehouse/tool";
import type { Answer } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";

/** Key of a failed result's `_meta` under which our servers say its code. */
export const ERROR_META = "gatehouse/error";

/** The code of a failed answer in our own vocabulary, if it is one of ours; undefined of others, and of what did not fail. */
export function codeOf({ result }: Answer): ErrorCode | undefined {
  const meta = result.isError === true ? result._meta : undefined;
  const error = isObject(meta) ? meta[ERROR_META] : undefined;
  const code = isObject(error) ? error.code : undefined;
  return typeof code === "string" && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : undefined;
}

/** How a committed change ended, where its answer cannot be shown: that it is done, or that it failed and why by code. */
export function withheldOutcome({ result, bytes }: Answer): Answer {
  const { isError, resultType, _meta: meta } = result;
  const isFailure = isError === true;
  const error = isObject(meta) ? meta[ERROR_META] : undefined;
  const text = isFailure
    ? "The change failed; what its system said of it was withheld. Read the present state before you repeat anything."
    : "The change was done; its answer was withheld. Read the present state to see it, and do not repeat the change.";
  return {
    result: {
      content: [{ type: "text", text }],
      ...(isFailure && { isError, ...(isObject(error) && { _meta: { [ERROR_META]: error } }) }),
      ...(resultType !== undefined && { resultType }),
    },
    bytes,
  };
}
