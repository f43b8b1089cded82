import { ToolError } from "@gatehouse/tool";

/** Any address, also one whose slashes JSON escapes or whose end was cut off. */
const ADDRESS = /https?:(?:\\?\/){2}[^\s"'<>]*/gi;
/** The part of a download or upload address that opens the file. */
const TICKET = /tempauth[^\s"'<>&]*/gi;

/**
 * The error without addresses in what the vendor said. Download, upload and monitor addresses open a file to whoever has
 * them, and the vendor's text is logged.
 */
export function withoutAddresses(error: unknown): unknown {
  if (!(error instanceof ToolError)) return error;
  const cause = error.cause as { text?: unknown } | null | undefined;
  if (typeof cause?.text !== "string") return error;
  error.cause = { ...cause, text: cause.text.replace(ADDRESS, "[address]").replace(TICKET, "[ticket]") };
  return error;
}
