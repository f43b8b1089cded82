import type { AccessEnder } from "../directory/access-ending.ts";
import { inTransaction } from "../directory/in-transaction.ts";
import type { ChangeNeeds } from "./needs.ts";
import { recordStep } from "./record-step.ts";

const WAITING = "state in ('pending', 'confirming')";

/**
 * Withdraws what somebody without access still asks for. What was approved already is looked at again before it is sent, and then
 * refused: there the person counts as well.
 */
export const requestEnder = ({
  pool,
  rows,
  announce,
  audit,
}: Pick<ChangeNeeds, "pool" | "rows" | "announce" | "audit">): AccessEnder => ({
  what: "requests",
  async end(person, until) {
    const { rows: found } = await pool.query<{ id: string }>(
      `select id from change_request where person = $1 and ${WAITING} and asked_at <= $2`,
      [person, until],
    );
    const withdraw = (id: string) =>
      inTransaction(pool, async (client) => {
        const request = await rows.lock(client, id);
        if (request === undefined) return;
        const step = { to: "withdrawn", channel: "gateway", why: "person_left" } as const;
        if (!(await rows.move(client, request, step))) return;
        await recordStep("request_withdrawn", request, { why: step.why }, { audit });
        if (request.needs === "approval") await announce(client, request, { about: "settled" });
      });
    const failures: unknown[] = [];
    for (const { id } of found) await withdraw(id).catch((error) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, "some requests could not be withdrawn");
  },
  async leftovers() {
    const { rows: found } = await pool.query<{ person: string }>(
      `select distinct r.person from change_request r left join person p on p.id = r.person
       where ${WAITING} and p.active is not true`,
    );
    return found.map(({ person }) => person);
  },
});
