import type { QueryBase } from "@jetstreamapp/soql-parser-js";
import { malformedQuery, outOfRange } from "../errors.ts";
import type { ObjectType } from "../objects/object-type.ts";
import type { Row } from "../store.ts";
import { partsOf, resolvePath, type SoqlContext } from "./context.ts";
import { rowFunction } from "./functions.ts";
import { orderItems } from "./order-rows.ts";
import { selectRows } from "./select-rows.ts";

/** Beyond it a client has to page by cursor or by id (reference, section 4). */
const furthestOffset = 2_000;

/** The rows of a query without groups, in order and cut to its limit. */
export function runRows(
  context: SoqlContext,
  object: ObjectType,
  query: QueryBase,
  candidates?: Iterable<Row>,
): Row[] {
  if (query.having) throw malformedQuery("HAVING needs a GROUP BY");
  const rows = orderItems(selectRows(context, object, query, candidates), query, (clause) =>
    "fn" in clause
      ? rowFunction(context, object, clause.fn, query.sObjectAlias)
      : resolvePath(context, object, partsOf(clause.field, object, query.sObjectAlias), "ORDER"),
  );
  return cut(rows, query);
}

/** LIMIT and OFFSET; nobody pages further than 2,000 by OFFSET. */
export function cut<Item>(items: Item[], { limit, offset = 0 }: QueryBase): Item[] {
  if (offset > furthestOffset) throw outOfRange(`Maximum SOQL offset allowed is ${furthestOffset}`);
  return limit === undefined && offset === 0
    ? items
    : items.slice(offset, limit === undefined ? undefined : offset + limit);
}
