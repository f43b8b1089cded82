import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { Pool } from "pg";
import type { RecordDirectoryEvent } from "../directory/directory-audit.ts";
import { isUuid } from "../store/is-uuid.ts";
import type { WebVariables } from "../web-session/web-sessions.ts";
import { noticePage } from "./notice-page.tsx";
import { DAYS_MAX, type OverviewFilter, overviewCounter, TookTooLong } from "./overview-figures.ts";
import { overviewPage } from "./overview-page.tsx";
import { nameOf, type ViewerOf } from "./viewer.ts";

export interface OverviewOptions {
  guard: MiddlewareHandler<WebVariables>;
  viewerOf: ViewerOf;
  pool: Pool;
  recordOperation: RecordDirectoryEvent;
  systemTitles: ReadonlyMap<string, string>;
}

/** `/overview`, for administrators and auditors. Whoever looks at it is on record before they see anything. */
export function overviewRoutes({ guard, viewerOf, pool, recordOperation, systemTitles }: OverviewOptions) {
  const app = new Hono<WebVariables>();
  const figuresOf = overviewCounter(pool);
  app.get("/overview", guard, async (c) => {
    const viewer = viewerOf(c);
    if (!viewer.mayOversee) return c.html(noticePage("not_overseer", viewer), 403);
    const filter = filterFrom(c, systemTitles);
    await recordOperation({
      what: "overview_read",
      person: viewer.person.id,
      by: `page:${viewer.person.id}`,
      reference: crypto.randomUUID(),
      facts: filter,
    });
    const figures = await figuresOf(filter).catch((error) => {
      if (error instanceof TookTooLong) return undefined;
      throw error;
    });
    if (figures === undefined) return c.html(noticePage("too_long", viewer), 503);
    const personName = filter.person && (await nameFor(pool, filter.person));
    return c.html(overviewPage({ viewer, filter, titles: systemTitles, figures, personName }));
  });
  return app;
}

/** What is not understood is left out: a filter is no place for errors. */
function filterFrom(c: Context, titles: ReadonlyMap<string, string>): OverviewFilter {
  const { system, person, days } = c.req.query();
  const span = Number(days ?? DEFAULT_DAYS);
  return {
    days: Number.isInteger(span) && span >= 1 && span <= DAYS_MAX ? span : DEFAULT_DAYS,
    system: system !== undefined && titles.has(system) ? system : undefined,
    person: person !== undefined && isUuid(person) ? person : undefined,
  };
}

const DEFAULT_DAYS = 14;

async function nameFor(pool: Pool, id: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ name: string | null; email: string | null; subject: string }>(
    "select name, email, subject from person where id = $1",
    [id],
  );
  const [row] = rows;
  return row && nameOf({ name: row.name ?? undefined, email: row.email ?? undefined, subject: row.subject });
}
