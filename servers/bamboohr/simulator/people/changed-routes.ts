import { type Context, Hono } from "hono";
import { accessTo } from "../access/rights.ts";
import type { Account, Env } from "../account.ts";
import { tableNamed } from "../fields/table-definitions.ts";
import type { Employee } from "../records.ts";
import { rowGroup } from "../store.ts";
import { showRow } from "../tables/table-routes.ts";
import { answer } from "../wire/answer.ts";
import { refused } from "../wire/errors.ts";

const kinds = new Set(["inserted", "updated", "deleted", "all"]);

/** Whose data changed since a moment. Who was deleted is not kept, so nobody is `Deleted` here. */
export function changedRoutes(account: Account) {
  return new Hono<Env>()
    .get("/employees/changed", (c) => {
      const type = c.req.query("type") ?? "all";
      if (!kinds.has(type)) throw refused(400, "The type is not valid");
      const action = type === "inserted" ? "Inserted" : "Updated";
      const people = type === "deleted" ? [] : changedSince(c, account);
      const entries = people
        .filter((employee) => type === "all" || actionOf(employee) === action)
        .map((employee) => [
          employee.id,
          { id: employee.id, action: actionOf(employee), lastChanged: employee.lastChanged },
        ]);
      const latest = people.map(({ lastChanged }) => lastChanged).sort();
      return answer(
        c,
        { latest: latest.at(-1) ?? sinceOf(c), employees: Object.fromEntries(entries) },
        "employees",
      );
    })
    .get("/employees/changed/tables/:table", (c) => {
      const table = tableNamed(c.req.param("table"));
      if (!table) throw refused(404, "Table not found");
      const entries = changedSince(c, account).flatMap((employee) => {
        const access = accessTo(account, c.get("session"), employee.id);
        if (!access.sees(table.class)) return [];
        const rows = account.store.rows
          .of(rowGroup(employee.id, table.alias))
          .map((row) => showRow(account, access, table, row));
        return [[employee.id, { lastChanged: employee.lastChanged, rows }]];
      });
      return answer(c, { table: table.alias, employees: Object.fromEntries(entries) }, "changed");
    });
}

/** Somebody whose last change is the day they were hired has only been inserted. */
const actionOf = ({ lastChanged, hireDate }: Employee) =>
  lastChanged.slice(0, 10) === hireDate ? "Inserted" : "Updated";

function sinceOf(c: Context<Env>): string {
  const since = c.req.query("since") ?? "";
  if (!/^\d{4}-\d\d-\d\dT/.test(since) || Number.isNaN(Date.parse(since.replace(" ", "+"))))
    throw refused(400, "The since parameter is missing or invalid");
  return since;
}

function changedSince(c: Context<Env>, account: Account): Employee[] {
  const since = Date.parse(sinceOf(c).replace(" ", "+"));
  const session = c.get("session");
  return account.store.employees
    .all()
    .filter(({ lastChanged }) => Date.parse(lastChanged) > since)
    .filter(({ id }) => accessTo(account, session, id).sees("name"));
}
