import { addDays, createRandom, type Random } from "@gatehouse/demo";
import type { Row, Value } from "../store.ts";
import { injections } from "./injections.ts";
import { cycle, momentOn, type Seeding, stamps } from "./seeding.ts";

/** Per unit of scale; the late ones are as many at every scale (reference, section 13). */
const caseCount = 1_500;
const openCount = 110;
const breachedCount = 9;

/** Of a service desk for buildings. Descriptions are short, and one in five is empty. */
const subjects = [
  "Chiller alarm on level 2",
  "Water under the boiler",
  "Dock door does not close",
  "Lights out in the north hall",
  "Crack in the slab near column C4",
  "Compressor louder than usual",
  "Request for a filter change",
  "Fire panel shows a ground fault",
  "Roof leak after the storm",
  "Invoice does not match the work order",
];
const descriptions = [
  "The caller says that it began this morning. Somebody should look before the weekend.",
  "Second report in a month. The last visit replaced a sensor only.",
  "No danger to people. Access through the loading gate, badge needed.",
  "Customer asks for a written report with photos.",
  null,
];
const comments = [
  "Parts ordered.",
  "Left a voice mail.",
  "Technician is booked for Thursday.",
  "Waiting for access.",
];

/** SLA hours by priority. */
const slaHours: Record<string, number> = { High: 24, Medium: 96, Low: 240 };

/** Open ones last. Of these the first nine are late, the next ones in time; five descriptions are not harmless. */
export function seedCases(seeding: Seeding): void {
  const random = createRandom("salesforce cases");
  const total = caseCount * seeding.scale;
  const firstOpen = total - openCount * seeding.scale;
  for (let index = 0; index < total; index++) {
    const row = addCase(seeding, random, index, index - firstOpen);
    if (random.isTrue(0.2)) addComment(seeding, random, row, index);
  }
}

function addCase(seeding: Seeding, random: Random, index: number, openIndex: number): Row {
  const { store, planted, accounts, company, agents, cases, contactsOf } = seeding;
  const isOpen = openIndex >= 0;
  // Only customers of the ERP have something to be repaired; prospects come after them in the list.
  const account = random.pick(accounts.slice(0, company.customers.length));
  const contact = cycle(contactsOf.get(account.Id) ?? [undefined], index);
  // One in twelve still waits in the queue, which is no user: lists by owner have to cope.
  const ownerId = index % 12 === 5 ? planted.caseQueue : cycle(agents, index).Id;
  const priority = random.pick(["High", "Medium", "Medium", "Low"]);
  const isBreached = isOpen && openIndex < breachedCount;
  const age = isOpen ? random.integer(isBreached ? 15 : 1, isBreached ? 30 : 9) : random.integer(12, 700);
  const stamp = stamps(
    seeding,
    cycle(agents, index).Id,
    age,
    isOpen ? 1 : age - random.integer(1, 10),
    index,
  );
  // On open cases behind the late ones, where lists and examples come across them.
  const injection = isOpen ? injections[openIndex - 20] : undefined;
  const row = store.seed("Case", {
    CaseNumber: String(index + 1).padStart(8, "0"),
    Subject: random.pick(subjects),
    Description: injection ?? random.pick(descriptions),
    Status: isOpen ? random.pick(["New", "Working", "Escalated"]) : "Closed",
    Priority: priority,
    Origin: random.pick(["Phone", "Email", "Web"]),
    Type: random.pick(["Mechanical", "Electrical", "Structural", "Other"]),
    Reason: random.pick(["Installation", "Equipment", "Performance", "Breakdown", "Other"]),
    AccountId: account.Id,
    ContactId: contact?.Id ?? null,
    OwnerId: ownerId,
    IsClosed: !isOpen,
    IsEscalated: isOpen && random.isTrue(0.1),
    ClosedDate: isOpen ? null : (stamp.LastModifiedDate ?? null),
    Job_Site__c: `${account.BillingStreet}, ${account.BillingCity}`,
    SLA_Due__c: dueOf(seeding, random, String(stamp.CreatedDate), priority, isOpen, isBreached),
    ...stamp,
  });
  cases.push(row);
  if (isBreached) planted.breachedCases.push(row.Id);
  if (injection) planted.injections.push(row.Id);
  return row;
}

/** Closed ones follow the rule; of the open ones exactly the breached are due before the company's morning. */
function dueOf(
  { today }: Seeding,
  random: Random,
  created: string,
  priority: string,
  isOpen: boolean,
  isBreached: boolean,
): Value {
  if (isBreached) return momentOn(addDays(today, -random.integer(1, 9)), random.integer(0, 100));
  if (isOpen) return momentOn(addDays(today, random.integer(1, 10)), random.integer(0, 100));
  return momentOn(addDays(created.slice(0, 10), Math.round((slaHours[priority] ?? 96) / 24)), 4);
}

/** By the agents alone: what customers write would come through a portal, which the demo does not have. */
function addComment(seeding: Seeding, random: Random, row: Row, index: number): void {
  seeding.store.seed("CaseComment", {
    ParentId: row.Id,
    CommentBody: random.pick(comments),
    IsPublished: random.isTrue(0.3),
    ...stamps(seeding, cycle(seeding.agents, index).Id, 5, 5, index),
  });
}
