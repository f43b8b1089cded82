import { invalidRequest } from "../errors.ts";
import { digestOf } from "../store/identifiers.ts";
import type { Call } from "./routes.ts";

type Shown = Record<string, unknown>;

const baseOf = ({ url }: Call): string => `${url.origin}/v1.0`;

export const contextOf = (call: Call, of: string): string => `${baseOf(call)}/$metadata#${of}`;

/** One thing, cut to what was selected. `hidden` holds what comes only when it is selected. */
export function entity(call: Call, of: string, shown: Shown, hidden: () => Shown = () => ({}), status = 200) {
  const body = { "@odata.context": contextOf(call, of), ...select(call, shown, hidden) };
  return call.c.json(body, status as 200);
}

/** What `$select` leaves of a thing; all of it but the hidden part when nothing is selected. */
export function select(call: Call, shown: Shown, hidden: () => Shown = () => ({})): Shown {
  const names = namesIn(call.url.searchParams.get("$select"));
  if (names.length === 0) return shown;
  const all: Shown = { ...shown, ...hidden() };
  const wanted = new Set(names.map((name) => (name === "content.downloadUrl" ? downloadUrlName : name)));
  const expanded = new Set(
    namesIn(call.url.searchParams.get("$expand")).map((name) => name.replace(/\(.*/s, "")),
  );
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => wanted.has(name) || expanded.has(name) || name === "@odata.etag"),
  );
}

export const downloadUrlName = "@microsoft.graph.downloadUrl";

export const namesIn = (text: string | null): string[] =>
  (text ?? "")
    .split(/,(?![^(]*\))/)
    .map((name) => name.trim())
    .filter((name) => name !== "");

type PageOptions<Row> = {
  of: string;
  /** Rows before trimming: a page may be short or empty and still have a next one. */
  rows: readonly Row[];
  isVisible?: (row: Row) => boolean;
  show: (row: Row) => Shown;
  top?: number;
  topMaximum?: number;
};

/** 200 a page unless asked [recalled]; a larger `$top` than allowed is cut without a word. */
const defaultTop = 200;

export function page<Row>(call: Call, options: PageOptions<Row>): Response {
  const { of, rows, isVisible = () => true, show, top = defaultTop, topMaximum = 999 } = options;
  const size = Math.min(readTop(call) ?? top, topMaximum);
  const offset = readOffset(call);
  const window = rows.slice(offset, offset + size);
  const hasNext = offset + size < rows.length;
  return call.c.json({
    "@odata.context": contextOf(call, of),
    ...(hasNext && { "@odata.nextLink": nextLink(call, offset + size) }),
    value: window.filter(isVisible).map(show),
  });
}

function readTop({ url }: Call): number | undefined {
  const text = url.searchParams.get("$top");
  if (text === null) return undefined;
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0) throw invalidRequest("The value of $top is not valid.");
  return Number(text);
}

/** A mark is good for the list it was given for. */
type PageMark = { offset: number; of: string };

const listOf = ({ pathname }: URL): string => digestOf(pathname).toString("base64url", 0, 6);

function readOffset({ tenant, url }: Call): number {
  const token = url.searchParams.get("$skiptoken");
  if (token === null) return 0;
  const mark = tenant.tickets.open<PageMark>(token.replace(/^s!/, ""));
  if (mark?.of !== listOf(url)) throw invalidRequest("The provided skip token is not valid.");
  return mark.offset;
}

function nextLink({ tenant, url }: Call, offset: number): string {
  const next = new URL(url);
  const token = tenant.tickets.seal({ offset, of: listOf(url) } satisfies PageMark);
  next.searchParams.set("$skiptoken", `s!${token}`);
  return next.href;
}

/** Rows in the order of `$orderby`, by one of the named keys; refused when it is another. */
export function ordered<Row>(
  call: Call,
  rows: readonly Row[],
  keys: Record<string, (row: Row) => string | number>,
) {
  const text = call.url.searchParams.get("$orderby");
  if (text === null) return rows;
  const [name = "", direction = "asc"] = text.trim().split(/\s+/);
  const key = keys[name];
  if (!key || !/^(asc|desc)$/i.test(direction)) throw invalidRequest(`Sorting by ${name} is not supported.`);
  const sign = direction.toLowerCase() === "desc" ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [first, second] = [key(a), key(b)];
    return (first < second ? -1 : first > second ? 1 : 0) * sign;
  });
}

/** The JSON object in a request's body. */
export async function readBody({ c }: Call): Promise<Shown> {
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch {
    throw invalidRequest("Unable to read JSON request payload.");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw invalidRequest("Unable to read JSON request payload.");
  return body as Shown;
}
