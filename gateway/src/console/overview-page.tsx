import type { Child, FC } from "hono/jsx";
import { counted, dayText } from "../words.ts";
import { framed } from "./frame.tsx";
import { DAYS_MAX, type Figures, type OverviewFigures, type OverviewFilter } from "./overview-figures.ts";
import { Cell, Row, Table } from "./table.tsx";
import type { Viewer } from "./viewer.ts";
import { Marked } from "./visible-text.tsx";

type Shown = {
  viewer: Viewer;
  filter: OverviewFilter;
  /** Every system's title by its id. */
  titles: ReadonlyMap<string, string>;
  figures: OverviewFigures;
  /** The person that is filtered by. */
  personName: string | undefined;
};

/** A longer table of days waits until somebody wants it. */
const DAYS_SHOWN = 7;
const SPANS = [1, 7, 14, DAYS_MAX] as const;

/** Who calls what, how often, and what is refused. */
export const overviewPage = (shown: Shown) =>
  framed({
    title: "Overview",
    section: "overview",
    viewer: shown.viewer,
    hasChart: true,
    children: <Overview {...shown} />,
  });

const Overview: FC<Shown> = ({ filter, titles, figures, personName }) => {
  const { total, days, people, systems, tools, counted: aside } = figures;
  const to = (change: Partial<OverviewFilter>) => `/overview?${queryOf({ ...filter, ...change })}`;
  return (
    <>
      <h1>Overview</h1>
      <Filter filter={filter} titles={titles} personName={personName} />
      <div id="figures">
        <Totals total={total} />
        <section aria-labelledby="days">
          <h2 id="days">By day</h2>
          <div class="chart" role="img" aria-label={chartText(days)} data-table="by-day"></div>
          <details open={days.length <= DAYS_SHOWN}>
            <summary>The same numbers as a table</summary>
            <DayTable days={days} />
          </details>
        </section>
        <Ranking title="By system" first="System" rows={systems}>
          {({ system }) => (
            <a href={to({ system })}>{titles.get(system) ?? (system || "Gatehouse itself")}</a>
          )}
        </Ranking>
        <Ranking title="By tool" first="Tool" rows={tools}>
          {({ tool }) => <Marked text={tool} />}
        </Ranking>
        <Ranking title="By person" first="Person" rows={people}>
          {({ id, name }) => (
            <a href={to({ person: id })}>
              <Marked text={name} />
            </a>
          )}
        </Ranking>
        {aside.length > 0 && <Counted rows={aside} />}
      </div>
      <p class="fine">
        Days are those of UTC. That you opened this page, and with which filter, stands in the audit as well.
      </p>
    </>
  );
};

const Filter: FC<Pick<Shown, "filter" | "titles" | "personName">> = ({ filter, titles, personName }) => (
  <form class="filter" method="get" action="/overview">
    <label>
      System
      <select name="system">
        <option value="">All</option>
        {[...titles].map(([id, title]) => (
          <option value={id} selected={id === filter.system}>
            {title}
          </option>
        ))}
      </select>
    </label>
    <label>
      Time
      <select name="days">
        {SPANS.map((days) => (
          <option value={String(days)} selected={days === filter.days}>
            {days === 1 ? "Today" : `Last ${days} days`}
          </option>
        ))}
      </select>
    </label>
    {filter.person !== undefined && (
      <label class="check">
        <input type="checkbox" name="person" value={filter.person} checked />
        Only <Marked text={personName ?? "this person"} />
      </label>
    )}
    <button type="submit">Show</button>
  </form>
);

const Totals: FC<{ total: Figures }> = ({ total }) => (
  <dl class="totals">
    <div>
      <dt>Answered</dt>
      <dd>{total.calls.toLocaleString("en")}</dd>
    </div>
    <div>
      <dt>Refused</dt>
      <dd>{total.refused.toLocaleString("en")}</dd>
    </div>
    <div>
      <dt>Failed</dt>
      <dd>{total.failed.toLocaleString("en")}</dd>
    </div>
  </dl>
);

const DayTable: FC<Pick<OverviewFigures, "days">> = ({ days }) => (
  <table id="by-day" class="plain">
    <caption class="unseen">Calls by day</caption>
    <thead>
      <tr>
        <th scope="col">Day</th>
        {HEADS.map((head) => (
          <th scope="col" class="number">
            {head}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {days.map(({ day, ...of }) => (
        <tr>
          <th scope="row" data-value={day}>
            {dayText(day)}
          </th>
          {[of.calls, of.refused, of.failed].map((value) => (
            <td class="number" data-value={String(value)}>
              {value.toLocaleString("en")}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

const HEADS = ["Answered", "Refused", "Failed"] as const;

type RankingProps<Item> = {
  title: string;
  first: string;
  rows: readonly (Figures & Item)[];
  children: (row: Figures & Item) => Child;
};

function Ranking<Item>({ title, first, rows, children }: RankingProps<Item>) {
  const id = `by-${first.toLowerCase()}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {rows.length === 0 ? (
        <p>Nothing in this time.</p>
      ) : (
        <Table caption={title} heads={[first, ...HEADS]} numbers={HEADS} kind="figures">
          {rows.map((row) => (
            <Row>
              <Cell head={first} isRowHead>
                {children(row)}
              </Cell>
              {[row.calls, row.refused, row.failed].map((value, index) => (
                <Cell head={HEADS[index] ?? ""} isNumber>
                  {value.toLocaleString("en")}
                </Cell>
              ))}
            </Row>
          ))}
        </Table>
      )}
    </section>
  );
}

const Counted: FC<{ rows: OverviewFigures["counted"] }> = ({ rows }) => (
  <section aria-labelledby="counted">
    <h2 id="counted">Only counted</h2>
    <p>Lists and discovery, and whoever was turned away before it was known who they are.</p>
    <Table caption="Only counted" heads={["Method", "Outcome", "Times"]} numbers={["Times"]}>
      {rows.map(({ method, outcome, count }) => (
        <Row>
          <Cell head="Method" isRowHead>
            <Marked text={method} />
          </Cell>
          <Cell head="Outcome">
            <Marked text={outcome} />
          </Cell>
          <Cell head="Times" isNumber>
            {count.toLocaleString("en")}
          </Cell>
        </Row>
      ))}
    </Table>
  </section>
);

const chartText = (days: OverviewFigures["days"]): string => {
  const most = days.reduce((top, day) => (day.calls > top.calls ? day : top));
  const sum = (of: "calls" | "refused") => days.reduce((all, day) => all + day[of], 0);
  return `Chart over ${counted(days.length, "day")}: ${counted(sum("calls"), "call")} answered, most on ${dayText(most.day)}, and ${sum("refused")} refused. The table below has the numbers.`;
};

const queryOf = ({ days, system, person }: OverviewFilter): string =>
  new URLSearchParams({
    days: String(days),
    ...(system !== undefined && { system }),
    ...(person !== undefined && { person }),
  }).toString();
