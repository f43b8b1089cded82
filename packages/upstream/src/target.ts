import { ToolError } from "@gatehouse/tool";

type Value = string | number | boolean;
/** A list is sent as the same name once for each of its values. */
export type Query = Record<string, Value | readonly Value[] | undefined>;

/**
 * Path and query of a call. Each segment is encoded by itself, so that a slash or question mark inside an id stays
 * inside it; `@` and `:` stay as they are, which belong to a segment (RFC 3986, 3.3) and which vendors give a meaning.
 * `.` and `..` are refused (`invalid_input`): every URL parser resolves them, encoded or not (WHATWG URL, 4.1).
 */
export function target(segments: readonly string[], query: Query = {}): string {
  const path = segments.map(segment).join("/");
  const search = new URLSearchParams();
  for (const [name, given] of Object.entries(query))
    for (const value of [given ?? []].flat()) search.append(name, String(value));
  return search.size > 0 ? `/${path}?${search}` : `/${path}`;
}

function segment(value: string): string {
  if (/^(\.|%2e){0,2}$/i.test(value))
    throw new ToolError("invalid_input", "An id in this call is empty or a relative path; nothing was sent.");
  return encodeURIComponent(value).replaceAll("%40", "@").replaceAll("%3A", ":");
}
