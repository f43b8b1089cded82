import { ToolError } from "@gatehouse/tool";
import { type Slice, walkPages } from "@gatehouse/upstream";
import type { Description } from "./describes.ts";
import { refusedColumn, vendorFacts } from "./errors.ts";
import { LIMITS } from "./limits.ts";
import type { Objects } from "./objects.ts";
import { aliasOf, type Columns, compile, fieldsOf, type Query } from "./soql.ts";
import type { Cell, Row } from "./values.ts";

/** Records as they came, with the place where they go on. */
export type RawPage = { records: Record<string, unknown>[]; next: string | undefined };

/** A query as it travels. */
export type Written = { soql: string; withArchived: boolean };

/** What carries queries; the file that knows the URLs gives it. */
export type Wire = {
  query(query: Written, signal: AbortSignal): Promise<RawPage>;
  next(place: string, signal: AbortSignal): Promise<RawPage>;
  /** At most `LIMITS.queriesAtOnce` queries in one call, each with its answer or its own failure. */
  batch(queries: readonly Written[], signal: AbortSignal): Promise<(RawPage | ToolError)[]>;
  describe(object: string, signal: AbortSignal): Promise<Description>;
  /** A description that is at hand without a call. */
  described(object: string): Description | undefined;
};

export type Selection<C extends Columns = Columns> = {
  rows: Row<keyof C & string>[];
  hasMore: boolean;
  /** Names of columns that Salesforce hides from the identity used. */
  withheld: string[];
};

export type Span = { offset?: number; limit: number };
export type Asked = { query: Query; span: Span };
type Reduced = { asked: Asked; withheld: string[] };
type Raw = Record<string, unknown>;

type Context = { wire: Wire; objects: Objects };

/**
 * Queries that survive a hidden field: Salesforce refuses a whole query for one field the person may not see, so it is
 * asked once more without those, and they are named. A field that decides which rows come cannot be left out.
 */
export function queries(wire: Wire, objects: Objects) {
  const context: Context = { wire, objects };

  async function select<C extends Columns>(
    query: Query<C>,
    { signal, ...span }: Span & { signal: AbortSignal },
  ): Promise<Selection<C>> {
    const asked = { query, span };
    const first = beforehand(context, asked);
    const answer = rowsOf(wire, first.asked, () => wire.query(written(first.asked), signal), signal);
    return (await tolerant(context, { asked, first, answer, signal })) as Selection<C>;
  }

  /** Several queries in as few calls as there may be. A failed one stands as its error in its place. */
  async function selectAll(list: readonly Asked[], signal: AbortSignal): Promise<(Selection | ToolError)[]> {
    const found: (Selection | ToolError)[] = [];
    for (let start = 0; start < list.length; start += LIMITS.queriesAtOnce)
      found.push(...(await batch(context, list.slice(start, start + LIMITS.queriesAtOnce), signal)));
    return found;
  }

  return { select, selectAll };
}

/** The rows a call wants. OFFSET ends early, so beyond it rows are passed over, over pages of whatever size. */
function rowsOf(
  wire: Wire,
  { span }: Asked,
  first: () => Promise<RawPage>,
  signal: AbortSignal,
): Promise<Slice<Raw>> {
  const wanted = { offset: (span.offset ?? 0) - reach(span).offset, limit: span.limit };
  return walkPages<Raw, string>(wanted, async (place) => {
    const { records, next } = await (place === undefined ? first() : wire.next(place, signal));
    return { items: records, next };
  });
}

async function batch(context: Context, part: readonly Asked[], signal: AbortSignal) {
  const firsts = await Promise.all(part.map((asked) => caught(async () => beforehand(context, asked))));
  const sent = firsts.filter((first): first is Reduced => !(first instanceof ToolError));
  const raw = await context.wire.batch(
    sent.map(({ asked }) => written(asked)),
    signal,
  );
  const answers = new Map(sent.map((first, index) => [first, raw[index] as RawPage | ToolError]));
  return Promise.all(
    part.map(async (asked, index) => {
      const first = firsts[index] as Reduced | ToolError;
      if (first instanceof ToolError) return first;
      const given = answers.get(first) as RawPage | ToolError;
      const page = () => (given instanceof ToolError ? Promise.reject(given) : Promise.resolve(given));
      const answer = rowsOf(context.wire, first.asked, page, signal);
      return caught(() => tolerant(context, { asked, first, answer, signal }));
    }),
  );
}

const caught = <T>(work: () => Promise<T>): Promise<T | ToolError> =>
  work().catch((error: unknown) => {
    if (error instanceof ToolError) return error;
    throw error;
  });

/** Leaves out what a description at hand already says is hidden. */
function beforehand({ wire, objects }: Context, asked: Asked): Reduced {
  const description = wire.described(asked.query.from);
  return description
    ? without(asked, hiddenFrom(objects, asked.query, description))
    : { asked, withheld: [] };
}

type Try = { asked: Asked; first: Reduced; answer: Promise<Slice<Raw>>; signal: AbortSignal };

/** The rows of the first try, or of the one more that a hidden field costs. */
async function tolerant(
  { wire, objects }: Context,
  { asked, first, answer, signal }: Try,
): Promise<Selection> {
  try {
    return selection(first, await answer);
  } catch (error) {
    const { vendorCode, text } = vendorFacts(error);
    if (vendorCode !== "INVALID_FIELD") throw error;
    const description = await wire.describe(asked.query.from, signal);
    const second = without(asked, hiddenFrom(objects, asked.query, description, refusedColumn(text)));
    if (second.withheld.length === first.withheld.length) throw error;
    const again = () => wire.query(written(second.asked), signal);
    return selection(second, await rowsOf(wire, second.asked, again, signal));
  }
}

/** Fields of the query that the description does not know, and the one the vendor's refusal named. */
function hiddenFrom(
  objects: Objects,
  query: Query,
  { fields }: Description,
  refused?: string,
): ReadonlySet<string> {
  const relations = objects.relationsOf(query.from);
  const { shown, deciding } = fieldsOf(query);
  const paths = [...shown.map(({ field }) => field), ...deciding];
  const isHidden = (path: string) => {
    const [first = "", second] = path.split(".");
    const field = second === undefined ? first : relations.get(first)?.field;
    return field !== undefined && !fields.has(field);
  };
  const hidden = paths.filter(isHidden);
  return new Set(hidden.length > 0 ? hidden : paths.filter((path) => path.split(".").at(-1) === refused));
}

function without({ query, span }: Asked, hidden: ReadonlySet<string>): Reduced {
  if (hidden.size === 0) return { asked: { query, span }, withheld: [] };
  const { shown, deciding } = fieldsOf(query);
  const needed = deciding.filter((field) => hidden.has(field));
  if (needed.length > 0)
    throw new ToolError(
      "not_allowed",
      `Salesforce hides ${[...new Set(needed)].join(", ")} of ${query.from} from you, and this call filters, sorts or groups by it; nothing was returned.`,
      { next: "Leave that out of the call." },
    );
  const withheld = shown.filter(({ field }) => hidden.has(field)).map(({ name }) => name);
  const columns = Object.fromEntries(
    Object.entries(query.columns).filter(([name]) => !withheld.includes(name)),
  );
  return { asked: { query: { ...query, columns }, span }, withheld };
}

const written = ({ query, span }: Asked): Written => ({
  soql: compile(query, reach(span)),
  withArchived: query.withArchived ?? false,
});

/** Where SOQL begins and how many rows it gives, one more than are shown. */
function reach({ offset = 0, limit }: Span): { limit: number; offset: number } {
  if (offset > LIMITS.depth)
    throw new ToolError("invalid_input", `A list ends after ${LIMITS.depth} rows; nothing was read.`, {
      next: "Narrow the filter.",
    });
  const start = Math.min(offset, LIMITS.offset);
  return { offset: start, limit: offset - start + limit + 1 };
}

function selection({ asked: { query }, withheld }: Reduced, { items, hasMore }: Slice<Raw>): Selection {
  const isGrouped = (query.groupBy ?? []).length > 0;
  const columns = Object.entries(query.columns).map(([name, column], index) => ({
    name,
    path: isGrouped ? aliasOf(index) : String(column),
  }));
  const rows = items.map((record) =>
    Object.fromEntries(columns.map(({ name, path }) => [name, cellAt(record, path)])),
  );
  return { rows, hasMore, withheld };
}

/** The value at a path such as `Account.Name`; a relation that leads nowhere is null. */
export function cellAt(record: Raw, path: string): Cell {
  let value: unknown = record;
  for (const key of path.split(".")) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return typeof value === "object" ? null : (value as Cell);
}
