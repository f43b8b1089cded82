import { type Context, Hono } from "hono";
import { malformedQuery } from "../errors.ts";
import type { Env, Org } from "../org.ts";
import type { Cursors } from "./cursors.ts";
import { type Found, runSoql } from "./run-soql.ts";

/** From how many columns on a row counts as wide; the real rule is by bytes and not published. */
const wideRowColumns = 25;

/** `/query` and `/queryAll`: the first page by query, the others by the address the page before it gave. */
export function queryRoutes(org: Org, cursors: Cursors) {
  const first = (c: Context<Env>, allRows: boolean): Response => {
    const text = c.req.query("q");
    if (text === undefined) throw malformedQuery("A query string has to be specified");
    const found = runSoql(org, c.env.call, text, { allRows });
    const rows = pageRows(org, found, c.req.header("sforce-query-options"));
    // A cursor is opened only where a second page exists; groups never have one.
    const name =
      found.isPaged && found.totalSize > rows
        ? cursors.open(c.env.call.session.user.Id, found, rows)
        : undefined;
    return c.json(page(c, found, 0, rows, name));
  };
  // Whoever asks must be whoever opened it: another person's cursor is as good as none.
  const next = (c: Context<Env>): Response => {
    const locator = c.req.param("locator") ?? "";
    const { found, offset, pageRows, name } = cursors.find(c.env.call.session.user.Id, locator);
    return c.json(page(c, found, offset, pageRows, name));
  };
  return new Hono<Env>()
    .get("/query", (c) => first(c, false))
    .get("/queryAll", (c) => first(c, true))
    .get("/query/:locator", next)
    .get("/queryAll/:locator", next);
}

/** Rows of a page: a wish by header, the switch of the test, and less for wide rows. */
function pageRows({ switches }: Org, found: Found, options = ""): number {
  const wished = Number(/batchSize=(\d+)/i.exec(options)?.[1] ?? switches.pageRows);
  // A wish outside of 200 to 2,000 is no error and changes nothing.
  const size = wished >= 200 && wished <= 2_000 ? Math.min(wished, switches.pageRows) : switches.pageRows;
  return found.width > wideRowColumns ? Math.min(size, Math.ceil(switches.pageRows / 2)) : size;
}

/** The total is that of the query, not of the page; the next address counts rows already given. */
function page(c: Context<Env>, found: Found, from: number, rows: number, name: string | undefined) {
  const to = Math.min(from + rows, found.totalSize);
  const isDone = name === undefined || to >= found.totalSize;
  return {
    totalSize: found.totalSize,
    done: isDone,
    ...(!isDone && { nextRecordsUrl: `/services/data/${c.env.call.version}/query/${name}-${to}` }),
    records: found.records(from, to),
  };
}
