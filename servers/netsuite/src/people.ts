import { type Caller, ToolError } from "@gatehouse/tool";
import { remember, type TokenSource } from "@gatehouse/upstream";
import { LIMITS } from "./limits.ts";
import { isIn, type Sql, sql } from "./suiteql.ts";
import { quantity, type Row } from "./values.ts";

/** The caller as NetSuite knows them. A limit that is absent is unlimited; 0 is no right to approve. */
export type Employee = {
  id: string;
  name: string;
  orderApprovalLimit: number | undefined;
  expenseApprovalLimit: number | undefined;
};

/** Who asks, and under whose rights: NetSuite may answer the two differently, so that neither is remembered for the other. */
type Asker = { caller: Caller; identity: TokenSource["identity"] };
type Rows = <Column extends string>(query: Sql, signal: AbortSignal) => Promise<Row<Column>[]>;

const withoutEmail = () =>
  new ToolError(
    "not_allowed",
    "Your sign-in carries no verified e-mail address, by which NetSuite would know you; nothing was read.",
    { next: "Ask IT to have your e-mail address verified, then sign in again." },
  );

/** Finds people in NetSuite, and remembers them for a few minutes. */
export function createPeople() {
  const employees = remember<Employee>();
  const teams = remember<string[]>();

  /** The one active employee with the caller's verified e-mail; `not_allowed` for none or several. */
  const employeeOf = async (
    { caller, identity }: Asker,
    rows: Rows,
    signal: AbortSignal,
  ): Promise<Employee> => {
    // An empty address would meet every employee that has none.
    if (caller.email === "") throw withoutEmail();
    return employees(`${identity} ${caller.email}`, async () => {
      const found = await rows<"id" | "name" | "purchaseorderapprovallimit" | "approvallimit">(
        sql`SELECT e.id, e.firstname || ' ' || e.lastname AS name, e.purchaseorderapprovallimit, e.approvallimit
          FROM employee e WHERE LOWER(e.email) = ${caller.email.toLowerCase()} AND e.isinactive = 'F' ORDER BY e.id`,
        signal,
      );
      const [one, another] = found;
      if (!one?.id || another)
        throw new ToolError(
          "not_allowed",
          `NetSuite has ${another ? "several active employees" : "no active employee"} with your e-mail address; nothing was read.`,
          { next: "Ask the NetSuite administrator to correct your employee record." },
        );
      return {
        id: one.id,
        name: one.name ?? "",
        orderApprovalLimit: quantity(one.purchaseorderapprovallimit),
        expenseApprovalLimit: quantity(one.approvallimit),
      };
    });
  };

  /** Ids of the employee and of all who report to them, directly or through others. */
  const teamOf = (
    employeeId: string,
    { caller, identity }: Asker,
    rows: Rows,
    signal: AbortSignal,
  ): Promise<string[]> =>
    // Level by level, one query each: no recursive form of SuiteQL is relied on.
    teams(identity === "service" ? employeeId : `${employeeId} for ${caller.id}`, async () => {
      const team = new Set([employeeId]);
      let level = [employeeId];
      for (
        let depth = 0;
        level.length > 0 && depth < LIMITS.teamLevels && team.size < LIMITS.teamMax;
        depth++
      ) {
        const below = await rows<"id">(
          sql`SELECT e.id FROM employee e WHERE e.isinactive = 'F' AND ${isIn(sql`e.supervisor`, level)} ORDER BY e.id`,
          signal,
        );
        level = below.map(({ id }) => id as string).filter((id) => !team.has(id));
        for (const id of level) team.add(id);
      }
      return [...team];
    });

  return { employeeOf, teamOf };
}
