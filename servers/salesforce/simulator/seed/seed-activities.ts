import { addDays, createRandom, type Random } from "@gatehouse/demo";
import { millisecondsOf, momentOf } from "../org.ts";
import { accountOfActivity, activityDates } from "../rows/activity-dates.ts";
import type { Row, Value } from "../store.ts";
import { cycle, momentOn, type Seeding, stamps } from "./seeding.ts";

/** Per unit of scale (reference, section 13). */
const taskCount = 9_000;
const eventCount = 2_500;
/** Closed activities older than this are archived [recalled]. */
const archivedAfterDays = 365;

/** What a task says, and the subtype it therefore has. */
const subjects: [string, string][] = [
  ["Call", "Call"],
  ["Call: delivery dates", "Call"],
  ["Email: revised drawings", "Email"],
  ["Email: quote sent", "Email"],
  ["Send Letter/Quote", "Task"],
  ["Prepare bid documents", "Task"],
  ["Check insurance papers", "Task"],
];
const notes = [
  "They want a decision before the end of the month.",
  "Asked for references of similar work.",
  "Left a message, will try again.",
  null,
  null,
];
const meetings = ["Site walk", "Bid review", "Kick-off", "Quarterly review", "Meeting"];

/** What an activity is about, who is concerned, and how close to today it may come; negative is still to come. */
type Subject = { what: Row | null; who: Row | null; ownerId: Value; latestDays: number };

/** Tasks and events; then every account, contact and opportunity learns when something last happened. */
export function seedActivities(seeding: Seeding): void {
  const random = createRandom("salesforce activities");
  let tasks = seedOpenOpportunityTasks(seeding, random);
  for (; tasks < taskCount * seeding.scale; tasks++) {
    const subject = subjectOf(seeding, random, tasks);
    addTask(seeding, random, subject, dayOf(random, subject), tasks);
  }
  for (let index = 0; index < eventCount * seeding.scale; index++) {
    const subject = subjectOf(seeding, random, index + 1);
    addEvent(seeding, random, subject, dayOf(random, subject), index);
  }
  // Once for all: keeping these dates with every row would look through the activities thousands of times.
  for (const object of ["Account", "Contact", "Opportunity"]) {
    for (const row of seeding.store.rows(object)) {
      seeding.store.reseed(object, row.Id, {
        ...activityDates(seeding.store, object, row.Id, seeding.today),
      });
    }
  }
}

/** Open opportunities had an activity of late, save for the planted ones, of which some never had any. */
function seedOpenOpportunityTasks(seeding: Seeding, random: Random): number {
  const { planted, openOpportunities, today } = seeding;
  const [stale, wrong] = [new Set(planted.stale), new Set(planted.wrongStage)];
  let count = 0;
  for (const [index, row] of openOpportunities.entries()) {
    const subject = { what: row, who: null, ownerId: row.OwnerId ?? null, latestDays: 1 };
    // Never touched at all: LastActivityDate is null and a query by date alone would miss it.
    if (stale.has(row.Id) && index % 3 === 0) continue;
    const days = stale.has(row.Id) ? random.integer(35, 90) : random.integer(1, 28);
    addTask(seeding, random, subject, days, index, "Completed");
    count += 1;
    if (!wrong.has(row.Id)) continue;
    // The papers say that the contract is signed, the stage says that the deal has hardly begun.
    const task = addTask(seeding, random, subject, 2, index, "Completed");
    seeding.store.reseed("Task", task.Id, {
      Subject: "Signed contract received",
      Description: `Both signatures are there, dated ${addDays(today, -2)}.`,
    });
    count += 1;
  }
  return count;
}

/** What an activity is about; a stale opportunity is never among it. */
function subjectOf(seeding: Seeding, random: Random, index: number): Subject {
  const { accounts, closedOpportunities, openOpportunities, cases, contactsOf, planted } = seeding;
  const kind = index % 10;
  const about = (what: Row, latestDays: number): Subject => {
    const accountId = what.Id.startsWith("001") ? what.Id : String(what.AccountId);
    const contacts = contactsOf.get(accountId) ?? [];
    const who = contacts.length > 0 && random.isTrue(0.6) ? random.pick(contacts) : null;
    // A case in a queue has activities of an agent: queues do not make calls.
    const isUser = String(what.OwnerId).startsWith("005");
    const ownerId = isUser ? (what.OwnerId ?? null) : cycle(seeding.agents, index).Id;
    return { what, who, ownerId, latestDays };
  };
  if (kind < 4) return about(random.pick(accounts), -14);
  // Closed deals have no activity of late; nothing would be left to do.
  if (kind < 6) return about(random.pick(closedOpportunities), 20);
  if (kind < 7) {
    const open = random.pick(openOpportunities);
    return planted.stale.includes(open.Id) ? about(random.pick(closedOpportunities), 20) : about(open, -14);
  }
  if (kind < 9) return about(random.pick(cases), -3);
  const account = random.pick(accounts);
  const who = cycle(contactsOf.get(account.Id) ?? [null], index);
  return { what: null, who, ownerId: account.OwnerId ?? null, latestDays: -7 };
}

/** Days before today, negative for what is planned. */
const dayOf = (random: Random, { latestDays }: Subject): number => random.integer(latestDays, 700);

function addTask(
  seeding: Seeding,
  random: Random,
  { what, who, ownerId }: Subject,
  days: number,
  index: number,
  given?: string,
): Row {
  const { store, today } = seeding;
  const [subject, subtype] = random.pick(subjects);
  // What is past was done, most of it; the rest is overdue.
  const isClosed = given === "Completed" || (given === undefined && days > 0 && random.isTrue(0.92));
  const date = addDays(today, -days);
  const changedDays = Math.max(1, days);
  return store.seed("Task", {
    WhoId: who?.Id ?? null,
    WhatId: what?.Id ?? null,
    AccountId: accountOfActivity(store, what?.Id, who?.Id),
    Subject: subject,
    Status: isClosed ? "Completed" : random.pick(["Not Started", "In Progress", "Waiting on someone else"]),
    Priority: random.pick(["High", "Normal", "Normal", "Low"]),
    ActivityDate: date,
    Description: random.pick(notes),
    TaskSubtype: subtype,
    CallDurationInSeconds: subtype === "Call" ? random.integer(30, 1_800) : null,
    OwnerId: ownerId,
    IsClosed: isClosed,
    CompletedDateTime: isClosed ? momentOn(date, index) : null,
    IsArchived: isClosed && days > archivedAfterDays,
    ...stamps(seeding, ownerId, changedDays + 2, changedDays, index),
  });
}

function addEvent(
  seeding: Seeding,
  random: Random,
  { what, who, ownerId }: Subject,
  days: number,
  index: number,
): void {
  const { store, today } = seeding;
  const date = addDays(today, -days);
  const start = momentOn(date, index);
  const minutes = random.pick([30, 45, 60, 90, 120]);
  const changedDays = Math.max(1, days);
  store.seed("Event", {
    WhoId: who?.Id ?? null,
    WhatId: what?.Id ?? null,
    AccountId: accountOfActivity(store, what?.Id, who?.Id),
    Subject: random.pick(meetings),
    Description: random.pick(notes),
    Location: random.pick(["Customer site", "Denver Headquarters", "Video call", null]),
    IsAllDayEvent: false,
    ActivityDate: date,
    ActivityDateTime: start,
    StartDateTime: start,
    EndDateTime: momentOf(new Date(millisecondsOf(start) + minutes * 60_000)),
    DurationInMinutes: minutes,
    ShowAs: "Busy",
    EventSubtype: "Event",
    OwnerId: ownerId,
    // Events have no status: past is past.
    IsArchived: days > archivedAfterDays,
    ...stamps(seeding, ownerId, changedDays + 5, changedDays, index),
  });
}
