import { addDays } from "@gatehouse/demo";
import type { RequestStatus } from "../records.ts";
import { firstStepsOf } from "../time-off/approval-steps.ts";
import { dayAmount, type TimeOffType, timeOffTypes, typeById } from "../time-off/time-off-types.ts";
import { plantTimeOff } from "./plant-time-off.ts";
import { cycle, firstId, isWeekend, type Seeding, type SeedPerson, workday, workdays } from "./seeding.ts";

const requestCount = 3_400;
const pendingCount = 38;
/** How far back requests go. */
const daysBack = 730;

const holidayDates: [name: string, monthAndDay: string][] = [
  ["New Year's Day", "01-01"],
  ["Memorial Day", "05-25"],
  ["Independence Day", "07-04"],
  ["Labor Day", "09-07"],
  ["Thanksgiving Day", "11-26"],
  ["Day after Thanksgiving", "11-27"],
  ["Christmas Day", "12-25"],
];

export type NewRequest = {
  person: SeedPerson;
  type?: TimeOffType;
  start: string;
  end: string;
  status: RequestStatus;
  created?: string;
  note?: string | null;
  /** Days that are asked for although they are free. */
  withHolidays?: boolean;
};

export type AddRequest = (request: NewRequest) => string;

/** Two years of time off and what waits for a decision, with the planted troubles among it. */
export function seedTimeOff(seeding: Seeding): void {
  const { store, company, planted } = seeding;
  const free = seedHolidays(seeding);
  seedPolicies(seeding);
  const add = requestWriter(seeding, free);
  plantTimeOff(seeding, add);
  const planned = store.requests.all();
  const waiting = planned.filter(({ status }) => status === "requested").length;
  const pending = Math.max(0, pendingCount * company.scale - waiting);
  const rest = requestCount * company.scale - planned.length - pending;
  const random = seeding.random("time off");
  const usual = [
    ...timeOffTypes.slice(0, 1),
    ...timeOffTypes.slice(0, 1),
    ...timeOffTypes.slice(0, 5),
  ] as TimeOffType[];
  const taken = new Set(planned.map(({ employeeId }) => employeeId));
  // Whoever has a planted request gets no others, so that balances and overlaps stay as they were planted.
  const others = seeding.active.filter(({ id, managerId }) => !taken.has(id) && managerId !== null);
  for (let index = 0; index < rest; index++) {
    const person = cycle(others, index);
    const tenure = Math.min(daysBack, daysSince(person.hireDate, seeding.today) - 5);
    const start = workday(addDays(seeding.today, -random.integer(1, Math.max(2, tenure)) + 3));
    const type = random.pick(usual);
    const end = addDays(start, type.id === "78" ? random.integer(0, 3) : random.integer(0, 1));
    const status: RequestStatus = random.pick([
      "approved",
      "approved",
      "approved",
      "approved",
      "approved",
      "denied",
      "canceled",
    ]);
    add({ person, type, start, end, status });
  }
  for (let index = 0; index < pending; index++) {
    const start = workday(addDays(seeding.today, random.integer(12, 80)));
    const person = cycle(others, index * 11 + 5);
    const end = addDays(start, random.integer(0, 4));
    planted.pendingRequests.push(
      add({ person, start, end: isWeekend(end) ? start : end, status: "requested" }),
    );
  }
}

const daysSince = (date: string, today: string) =>
  Math.round((Date.parse(today) - Date.parse(date)) / 86_400_000);

/** The holidays of the year before, this and the next; the same month and day each year, which a real calendar would move. */
function seedHolidays({ store, today }: Seeding): ReadonlySet<string> {
  const year = Number(today.slice(0, 4));
  let id = 1;
  for (const each of [year - 2, year - 1, year, year + 1]) {
    for (const [name, day] of holidayDates)
      store.holidays.seed({ id: String(id++), name, date: `${each}-${day}` });
  }
  return new Set(store.holidays.all().map(({ date }) => date));
}

function seedPolicies({ active, store }: Seeding): void {
  let id = 1;
  for (const person of active) {
    const isField = ["Field Services", "Project Delivery", "Operations"].includes(person.department);
    for (const policyId of [isField ? "12" : "11", "13", "14", "15"]) {
      const accrualStartDate = policyId === "15" ? null : person.hireDate;
      store.assignments.seed({ id: String(id++), employeeId: person.id, policyId, accrualStartDate });
    }
  }
}

function requestWriter(seeding: Seeding, free: ReadonlySet<string>): AddRequest {
  const { store, today } = seeding;
  const vacation = typeById("78") as TimeOffType;
  let nextId = firstId.request;
  return ({ person, type = vacation, start, end, status, created, note = null, withHolidays = false }) => {
    const days = workdays(start, end, withHolidays ? new Set() : free);
    const asked = days.length > 0 ? days : [start];
    const id = String(nextId++);
    const made = created ?? [addDays(start, -20), addDays(today, -3)].sort()[0] ?? today;
    const steps = firstStepsOf(person.managerId, asked.length).map((step) => ({
      ...step,
      done: status !== "requested",
    }));
    store.requests.seed({
      id,
      employeeId: person.id,
      typeId: type.id,
      start,
      end,
      created: made,
      status,
      changedOn: status === "requested" ? made : addDays(made, 1),
      changedBy: String(firstId.user),
      dates: Object.fromEntries(asked.map((day) => [day, dayAmount(type)])),
      employeeNote: note,
      managerNote: status === "denied" ? "Too many of the crew are out that week." : null,
      steps,
      comments: [],
      replacedBy: null,
    });
    return id;
  };
}
