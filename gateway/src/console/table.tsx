import type { Child, FC } from "hono/jsx";

type TableProps = {
  caption: string;
  heads: readonly string[];
  /** Heads over numbers. */
  numbers?: readonly string[];
  kind?: string;
  children?: Child;
};

/**
 * Where it is narrow, the style sheet takes rows and cells out of the table's layout and makes cards of them, with which some
 * browsers forget that it is a table. The roles say so all the same.
 */
const as = (role: string) => ({ role });

/** A table that turns into cards on a phone. The caption is for those who hear the page: a heading above says the same. */
export const Table: FC<TableProps> = ({ caption, heads, numbers = [], kind = "", children }) => (
  <table class={`cards ${kind}`} {...as("table")}>
    <caption class="unseen">{caption}</caption>
    <thead {...as("rowgroup")}>
      <tr {...as("row")}>
        {heads.map((head) => (
          <th scope="col" class={numbers.includes(head) ? "number" : ""} {...as("columnheader")}>
            {head}
          </th>
        ))}
      </tr>
    </thead>
    <tbody {...as("rowgroup")}>{children}</tbody>
  </table>
);

export const Row: FC<{ kind?: string; children?: Child }> = ({ kind = "", children }) => (
  <tr class={kind} {...as("row")}>
    {children}
  </tr>
);

type CellProps = { head: string; isRowHead?: boolean; isNumber?: boolean; children?: Child };

/** A cell that carries its column's name, for where it stands in a card. */
export const Cell: FC<CellProps> = ({ head, isRowHead = false, isNumber = false, children }) =>
  isRowHead ? (
    <th scope="row" data-head={head} {...as("rowheader")}>
      {children}
    </th>
  ) : (
    <td data-head={head} class={isNumber ? "number" : ""} {...as("cell")}>
      {children}
    </td>
  );
