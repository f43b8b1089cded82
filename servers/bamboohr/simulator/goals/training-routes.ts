import { Hono } from "hono";
import { accessTo, personAt, requireScope } from "../access/rights.ts";
import type { Account, Env } from "../account.ts";
import { json } from "../wire/answer.ts";
import { forbidden } from "../wire/errors.ts";

/** Finished courses of a person: an object by id, and an empty list where there are none [wire]. */
export function trainingRoutes(account: Account) {
  return new Hono<Env>().get("/training/record/employee/:id{\\d+}", (c) => {
    const session = c.get("session");
    requireScope(session, "training");
    const employee = personAt(account, session, c.req.param("id"));
    if (!accessTo(account, session, employee.id).sees("training")) throw forbidden();
    const type = c.req.query("type");
    const records = account.store.trainings
      .of(employee.id)
      .filter(({ typeId }) => !type || typeId === type)
      .map(({ id, employeeId, typeId, completed, notes }) => [
        id,
        { id: Number(id), employeeId, completed, notes, type: Number(typeId) },
      ]);
    return json(c, records.length === 0 ? [] : Object.fromEntries(records));
  });
}
