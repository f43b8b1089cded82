import { addDays, daysBetween, type Random } from "@gatehouse/demo";
import { type Seeding, type SeedPerson, spread } from "./seeding.ts";

/** Rows per table and unit of scale. */
const rowCounts = { jobInfo: 1_250, employmentStatus: 760, compensation: 1_480 };

const earlierTitles = ["Apprentice", "Helper", "Trainee"];

/** Job, status and pay of everybody, from their first day to the present; some rows begin in the future, some on the same day. */
export function seedHistories(seeding: Seeding): void {
  const { people, planted, company, today } = seeding;
  const count = (total: number) => Math.max(total * company.scale, people.length);
  const random = seeding.random("histories");
  const jobs = spread(random, count(rowCounts.jobInfo), people.length, 1);
  const pays = spread(random, count(rowCounts.compensation), people.length, 1);
  const statuses = statusCounts(seeding, random, count(rowCounts.employmentStatus));
  people.forEach((person, index) => {
    seedJob(seeding, random, person, jobs[index] ?? 1);
    seedStatus(seeding, random, person, statuses[index] ?? 1);
    seedPay(seeding, random, person, pays[index] ?? 1);
  });
  const carpenter = seeding.allCalled("Carpenter")[4];
  if (!carpenter) return;
  const rowId = seeding.addRow(carpenter.id, "jobInfo", {
    ...jobValues(carpenter, addDays(today, 11)),
    jobTitle: "Foreman",
  });
  planted.futureJob = { employeeId: carpenter.id, rowId };
}

/** Everybody has one row, whoever left has two; the planted rehire has three. */
function statusCounts({ people, planted }: Seeding, random: Random, total: number): number[] {
  const least: number[] = people.map(({ kind }) => (kind === "leaver" ? 2 : 1));
  const rehire = people.findIndex(({ kind, title }) => kind === "staff" && title === "Mechanic");
  planted.rehire = people[rehire]?.id ?? "";
  least[rehire] = 3;
  const open = people
    .map((_, index) => index)
    .filter((index) => index !== rehire && people[index]?.kind !== "future");
  const given = least.reduce((sum, value) => sum + value, 0);
  spread(random, Math.max(0, total - given), open.length, 0).forEach((more, index) => {
    const at = open[index] ?? 0;
    least[at] = (least[at] ?? 1) + more;
  });
  return least;
}

const jobValues = (person: SeedPerson, date: string) => ({
  date,
  location: person.location,
  department: person.department,
  division: person.division,
  jobTitle: person.title,
  reportsTo: person.managerId,
  teams: null,
});

/** Dates from the first day on, in order; the last is never after `end`. */
function datesBetween(random: Random, start: string, end: string, count: number): string[] {
  const span = Math.max(0, daysBetween(start, end));
  const later = Array.from({ length: count - 1 }, () => addDays(start, random.integer(0, span)));
  return [start, ...later.sort()];
}

const endOf = ({ leftOn, hireDate }: SeedPerson, today: string) =>
  leftOn ?? (hireDate > today ? hireDate : today);

function seedJob(seeding: Seeding, random: Random, person: SeedPerson, count: number): void {
  const dates = datesBetween(random, person.hireDate, endOf(person, seeding.today), count);
  const rows = dates.map((date, index) => ({
    ...jobValues(person, date),
    ...(index < count - 1 && person.title !== "Chief Executive Officer"
      ? { jobTitle: random.pick(earlierTitles) }
      : {}),
  }));
  // Entered in any order, as people do; of two rows of one day the later entered counts, so the present one comes last.
  const present = rows.pop();
  for (const row of random.shuffled(rows)) seeding.addRow(person.id, "jobInfo", row);
  if (present) seeding.addRow(person.id, "jobInfo", present);
}

function seedStatus(seeding: Seeding, random: Random, person: SeedPerson, count: number): void {
  const { today, planted } = seeding;
  const add = (date: string, employmentStatus: string, more: Record<string, string> = {}) =>
    seeding.addRow(person.id, "employmentStatus", {
      date,
      employmentStatus,
      comment: null,
      terminationTypeId: null,
      terminationReasonId: null,
      terminationRehireId: null,
      ...more,
    });
  const leave = (date: string) =>
    add(date, "Terminated", {
      terminationTypeId: random.pick(["Resignation (Voluntary)", "Termination (Involuntary)"]),
      terminationReasonId: random.pick(["End of season", "Performance", "Another job", "Relocation"]),
      terminationRehireId: random.pick(["Yes", "No", "Upon review"]),
    });
  if (person.id === planted.rehire) {
    const first = addDays(person.hireDate, -900);
    add(first, "Full-Time");
    leave(addDays(person.hireDate, -300));
    add(person.hireDate, "Full-Time");
    person.record.originalHireDate = first;
    return;
  }
  const usual = person.id === planted.contractor ? "Contractor" : "Full-Time";
  const before = person.leftOn ? count - 1 : count;
  const dates = datesBetween(random, person.hireDate, endOf(person, today), before);
  dates.forEach((date, index) => {
    add(date, index < before - 1 ? random.pick(["Part-Time", "Intern", "Full-Time"]) : usual);
  });
  if (person.leftOn) leave(person.leftOn);
}

/** Pay per hour in the crews, per year in the office. */
function baseRate(random: Random, { title, department }: SeedPerson): { rate: number; isHourly: boolean } {
  if (/Director|Chief/.test(title)) return { rate: random.integer(150, 240) * 1_000, isHourly: false };
  if (/Manager|Executive,|Controller|Auditor/.test(title))
    return { rate: random.integer(95, 140) * 1_000, isHourly: false };
  const isHourly = ["Field Services", "Operations"].includes(department) || title === "Carpenter";
  if (!isHourly) return { rate: random.integer(58, 98) * 1_000, isHourly };
  return { rate: random.integer(2_200, 4_800) / 100, isHourly };
}

function seedPay(seeding: Seeding, random: Random, person: SeedPerson, count: number): void {
  const { rate, isHourly } = baseRate(random, person);
  const dates = datesBetween(random, person.hireDate, endOf(person, seeding.today), count);
  const money = (value: number) => ({ currency: person.currency, value: value.toFixed(2) });
  const { planted } = seeding;
  const isMistaken = person === seeding.allCalled("Laborer")[2];
  const rows = dates.map((date, index) => {
    const value = rate * 1.03 ** (index - (count - 1));
    const isLast = index === count - 1;
    return {
      startDate: date,
      rate: money(isLast && isMistaken ? value * 100 : value),
      type: isHourly ? "Hourly" : "Salary",
      paidPer: isHourly ? "Hour" : "Year",
      exempt: isHourly ? "Non-exempt" : "Exempt",
      reason: index === 0 ? "New hire" : random.pick(["Annual review", "Promotion"]),
      comment: null,
      paySchedule: isHourly ? "Weekly" : "Twice a month",
      overtimeRate: isHourly ? money(value * 1.5) : null,
    };
  });
  const last = rows.pop();
  for (const row of random.shuffled(rows)) seeding.addRow(person.id, "compensation", row);
  const rowId = last && seeding.addRow(person.id, "compensation", last);
  if (isMistaken && rowId) planted.payMistake = { employeeId: person.id, rowId };
}
