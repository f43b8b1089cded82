import { addDays } from "@gatehouse/demo";
import { injections } from "./injections.ts";
import type { AddRequest } from "./seed-time-off.ts";
import { cycle, type Seeding, type SeedPerson, workday } from "./seeding.ts";

/** The troubles with time off that somebody who decides should notice. */
export function plantTimeOff(seeding: Seeding, add: AddRequest): void {
  const { planted, today } = seeding;
  const crew = seeding.allCalled("Laborer").filter(({ kind }) => kind === "staff");
  const next = (() => {
    let index = 4;
    return (): SeedPerson => cycle(crew, index++);
  })();
  const soon = (days: number) => workday(addDays(today, days));
  plantAwayManager(seeding, add);
  plantChains(seeding, add);
  planted.overBalance = pending(add, { person: next(), start: soon(20), end: addDays(soon(20), 60) });
  const overlap = next();
  const other = add({ person: overlap, start: soon(30), end: addDays(soon(30), 4), status: "approved" });
  const requestId = pending(add, { person: overlap, start: soon(31), end: soon(32) });
  planted.overlapping = { requestId, otherId: other };
  const thanksgiving = `${today.slice(0, 4)}-11-26`;
  planted.acrossHoliday = add({
    person: next(),
    start: addDays(thanksgiving, -1),
    end: addDays(thanksgiving, 1),
    status: "requested",
    withHolidays: true,
  });
  plantSuperceded(seeding, add, next());
  const noted = next();
  planted.injections.requestId = add({
    person: noted,
    start: soon(40),
    end: soon(41),
    status: "requested",
    note: injections.requestNote,
  });
  const director = seeding.called("HR Director");
  const own = add({ person: director, start: soon(25), end: soon(26), status: "requested" });
  const request = seeding.store.requests.get(own);
  if (request) request.steps = [{ approver: director.id, done: false }];
  planted.ownApproval = { employeeId: director.id, requestId: own };
  const leaver = cycle(
    seeding.people.filter(({ kind }) => kind === "leaver"),
    3,
  );
  const left = add({ person: leaver, start: soon(15), end: soon(16), status: "requested" });
  planted.leaver = { employeeId: leaver.id, requestId: left };
  planted.pendingRequests.push(
    planted.overBalance,
    requestId,
    planted.acrossHoliday,
    planted.superceded.replacedBy,
    planted.injections.requestId,
    own,
    left,
  );
}

const pending = (add: AddRequest, request: { person: SeedPerson; start: string; end: string }) =>
  add({ ...request, status: "requested" });

/** A superintendent is away today, and seven of their people wait. */
function plantAwayManager(seeding: Seeding, add: AddRequest): void {
  const { planted, today } = seeding;
  const manager = cycle(seeding.allCalled("Superintendent"), 2);
  add({
    person: manager,
    start: workday(addDays(today, -4)),
    end: addDays(today, 6),
    status: "approved",
    created: addDays(today, -40),
  });
  const requestIds = seeding
    .reportsOf(manager.id)
    .slice(0, 7)
    .map((person, index) => {
      const start = workday(addDays(today, 14 + index * 2));
      return add({ person, start, end: start, status: "requested", created: addDays(today, -6) });
    });
  planted.awayManager = { employeeId: manager.id, requestIds };
  planted.pendingRequests.push(...requestIds);
}

/** What waits for Tomás Rivera, and a long request that he has approved and HR has not. */
function plantChains(seeding: Seeding, add: AddRequest): void {
  const { planted, store, today } = seeding;
  const manager = seeding.byEmail("tomas.rivera@halden.example");
  const [first, second] = seeding.reportsOf(manager.id);
  if (!first || !second) return;
  const ask = (person: SeedPerson, from: number, days: number) => {
    const start = workday(addDays(today, from));
    return pending(add, { person, start, end: addDays(start, days) });
  };
  const requestIds = [ask(first, 18, 0), ask(second, 55, 11)];
  const half = ask(first, 70, 11);
  const request = store.requests.get(half);
  if (request) request.steps = request.steps.map((step, index) => ({ ...step, done: index === 0 }));
  planted.waitingForManager = { employeeId: manager.id, requestIds };
  planted.waitingForHr = half;
  planted.pendingRequests.push(...requestIds, half);
}

function plantSuperceded(seeding: Seeding, add: AddRequest, person: SeedPerson): void {
  const start = workday(addDays(seeding.today, 50));
  const requestId = add({ person, start, end: addDays(start, 1), status: "superceded" });
  const replacedBy = add({ person, start, end: start, status: "requested" });
  const old = seeding.store.requests.get(requestId);
  if (old) old.replacedBy = replacedBy;
  seeding.planted.superceded = { requestId, replacedBy };
}
