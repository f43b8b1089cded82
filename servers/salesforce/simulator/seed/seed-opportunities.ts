import { addDays, createRandom, daysBetween, type Random } from "@gatehouse/demo";
import { stages } from "../objects/stages.ts";
import { opportunityFigures } from "../rows/derive.ts";
import type { Row, Value } from "../store.ts";
import { cycle, momentOn, type Seeding, stamps } from "./seeding.ts";

/** Per unit of scale, 620 together (reference, section 13). */
const openCount = 150;
const wonCount = 300;
const lostCount = 170;
/** How many of the first open ones are past their close date, and how many after them had no activity of late. */
const pastCount = 20;
const staleCount = 15;
/** The next ones after those, and how many of the lost ones lack the reason that the rule now demands. */
const wrongStageCount = 3;
const withoutReason = 6;

const openStages = stages.filter(({ isClosed }) => !isClosed);
/** What is sold, behind the customer's name. */
const works = [
  "Phase 2",
  "Cold Storage Hall",
  "Roof Replacement",
  "Chiller Service Contract",
  "Seismic Retrofit",
  "Preventive Maintenance 24 Months",
  "Loading Dock Extension",
  "Boiler Plant Upgrade",
  "Tenant Improvement",
  "Switchgear Renewal",
];
const types = ["New Build", "Service Contract", "Retrofit"];
const nextSteps = [
  "Send revised quote",
  "Site visit",
  "Call the facilities director",
  "Answer bid questions",
  null,
];
const sources = ["Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"];
const reasons = ["Price", "Schedule", "Competitor", "No Budget", "Cancelled", "Other"];

/** Between 5,000 and 8,000,000, mostly near 180,000: the exponential of a bell curve. */
function amountOf(random: Random): number {
  const bell = Array.from({ length: 12 }, () => random.fraction()).reduce((sum, part) => sum + part, -6);
  const amount = Math.exp(Math.log(180_000) + bell * 1.3);
  return Math.round(Math.min(8_000_000, Math.max(5_000, amount)) / 50) * 50;
}

/** An opportunity before the platform's own fields: days are counted back from today. */
type Draft = {
  name: string;
  account: Row;
  ownerId: Value;
  stage: string;
  closeDate: string;
  createdDays: number;
  changedDays: number;
  lossReason?: string | null;
  amount?: number;
  nextStep?: string | null;
};

/** Open ones first: indices are what the planted problems go by, at every scale; every tenth is Daniel Kowalski's. */
export function seedOpportunities(seeding: Seeding): void {
  const random = createRandom("salesforce opportunities");
  for (let index = 0; index < openCount * seeding.scale; index++) addOpen(seeding, random, index);
  addWon(seeding, random);
  for (let index = 0; index < lostCount * seeding.scale; index++) {
    const account = random.pick(seeding.accounts);
    const row = add(seeding, random, index, {
      name: nameFor(account, random),
      account,
      ownerId: account.OwnerId ?? null,
      stage: "Closed Lost",
      lossReason: index < withoutReason ? null : random.pick(reasons),
      ...closedDates(random, seeding.today),
    });
    if (index < withoutReason) seeding.planted.lostWithoutReason.push(row.Id);
  }
  plantVanished(seeding);
}

/** Names end at 120 characters; the longest customer's name alone is longer. */
const nameFor = (account: Row, random: Random): string =>
  `${String(account.Name).slice(0, 80)} - ${random.pick(works)}`.slice(0, 120);

/** A deal that ended, up to two years ago, and how long it took. */
function closedDates(random: Random, today: string) {
  const closedDays = random.integer(5, 700);
  return {
    closeDate: addDays(today, -closedDays),
    createdDays: closedDays + random.integer(20, 240),
    changedDays: closedDays,
  };
}

function addOpen(seeding: Seeding, random: Random, index: number): void {
  const { today, userByEmail, planted, store } = seeding;
  const daniel = userByEmail.get("daniel.kowalski@halden.example");
  // One in ten is his, so that examples asked as him have something to show at any limit.
  const isDaniels = index % 10 === 0;
  const own = isDaniels ? store.matching("Account", "OwnerId", daniel?.Id ?? null) : seeding.accounts;
  // The two whose owner left keep their leavers' open business.
  const left =
    index % 50 === 7
      ? store.matching("Account", "OwnerId", cycle(planted.inactiveUsers, Math.floor(index / 50)))
      : [];
  const account =
    left[0] ?? accountFor(seeding, index) ?? random.pick(own.length > 0 ? own : seeding.accounts);
  const isPast = index < pastCount;
  const isWrong = index >= pastCount + staleCount && index < pastCount + staleCount + wrongStageCount;
  const row = add(seeding, random, index, {
    name: nameFor(account, random),
    account,
    ownerId: isDaniels ? (daniel?.Id ?? null) : (account.OwnerId ?? null),
    stage: isWrong ? "Qualification" : random.pick(openStages).name,
    closeDate: addDays(today, isPast ? -random.integer(3, 60) : random.integer(1, 150)),
    createdDays: random.integer(40, 300),
    changedDays: random.integer(1, 25),
    nextStep: isWrong ? "File the signed contract" : random.pick(nextSteps),
  });
  if (isPast) planted.pastCloseDate.push(row.Id);
  else if (index < pastCount + staleCount) planted.stale.push(row.Id);
  else if (isWrong) planted.wrongStage.push(row.Id);
}

/** Accounts that must have an open opportunity: one on credit hold in the ERP, and the twin that Daniel would not see otherwise. */
function accountFor({ planted, store }: Seeding, index: number): Row | undefined {
  if (index === 70) return store.read("Account", planted.creditHoldAccounts[0] ?? "");
  return index === 80 ? store.read("Account", planted.nearDuplicateAccounts[1]) : undefined;
}

/** Every project of the ERP was won once; its number is in the name, its amount is what sales believed then. */
function addWon(seeding: Seeding, random: Random): void {
  const { company, today, planted, accountByErpId } = seeding;
  for (const [index, project] of company.projects.entries()) {
    const account = accountByErpId.get(project.customerId);
    if (!account) continue;
    const wanted = daysBetween(addDays(project.startDate, -30), today);
    const closedDays = Math.max(2, wanted);
    const row = add(seeding, random, index, {
      name: `${project.number} ${project.name}`.slice(0, 120),
      account,
      ownerId: account.OwnerId ?? null,
      stage: "Closed Won",
      closeDate: addDays(today, -closedDays),
      createdDays: closedDays + random.integer(30, 200),
      changedDays: closedDays,
      // Drawn anew, so that it differs from the ERP's estimate as it would in life.
      amount: Math.round(random.amount(120_000, 1_400_000)),
    });
    planted.projectOpportunities[project.number] = row.Id;
  }
  for (let index = company.projects.length; index < wonCount * seeding.scale; index++) {
    const account = random.pick(seeding.accounts.slice(0, company.customers.length));
    add(seeding, random, index, {
      name: nameFor(account, random),
      account,
      ownerId: account.OwnerId ?? null,
      stage: "Closed Won",
      ...closedDates(random, today),
    });
  }
}

function add(seeding: Seeding, random: Random, index: number, draft: Draft): Row {
  const { store, today, openOpportunities, closedOpportunities } = seeding;
  const { stage, account, ownerId, createdDays, changedDays } = draft;
  const known = stages.find(({ name }) => name === stage);
  const values: Record<string, Value> = {
    AccountId: account.Id,
    Name: draft.name,
    Description: null,
    StageName: stage,
    // A few have none yet; sums and averages have to leave them out.
    Amount: draft.amount ?? (random.isTrue(0.97) ? amountOf(random) : null),
    Probability: known?.probability ?? 0,
    CloseDate: draft.closeDate,
    Type: random.pick(types),
    NextStep: known?.isClosed ? null : (draft.nextStep ?? null),
    LeadSource: random.pick(sources),
    ForecastCategoryName: known?.categoryName ?? "Pipeline",
    OwnerId: ownerId,
    Loss_Reason__c: draft.lossReason ?? null,
    // Set on every one, and seen by hardly anybody.
    Margin_Pct__c: random.integer(400, 2_900) / 100,
  };
  const changed = Math.max(1, Math.min(changedDays + random.integer(0, 20), createdDays - 1));
  const row = store.seed("Opportunity", {
    ...values,
    ...opportunityFigures(values),
    LastActivityDate: null,
    LastStageChangeDate: stage === "Prospecting" ? null : momentOn(addDays(today, -changed), index),
    HasOpenActivity: false,
    HasOverdueTask: false,
    ...stamps(seeding, ownerId, createdDays, changedDays, index),
  });
  (known?.isClosed ? closedOpportunities : openOpportunities).push(row);
  seedTrail(seeding, row, createdDays, changed, index);
  seedRoles(seeding, random, row);
  return row;
}

/** The stages an opportunity went through, the last of them its own. */
function seedTrail(
  { store, today }: Seeding,
  row: Row,
  createdDays: number,
  changedDays: number,
  seed: number,
): void {
  const last = stages.findIndex(({ name }) => name === row.StageName);
  // Every third stage is enough of a trail; nobody passes through all of them.
  const passed = stages.slice(0, last).filter(({ isClosed }, index) => !isClosed && index % 3 === 0);
  const trail = [...passed.map(({ name }) => name), String(row.StageName)];
  for (const [index, name] of trail.entries()) {
    const share = trail.length === 1 ? 0 : index / (trail.length - 1);
    const days = Math.round(createdDays - (createdDays - changedDays) * share);
    const stage = stages.find((candidate) => candidate.name === name);
    const when = { CreatedDate: momentOn(addDays(today, -days), seed), CreatedById: row.OwnerId ?? null };
    const probability = stage?.probability ?? 0;
    const amount = row.Amount ?? null;
    store.seed("OpportunityHistory", {
      OpportunityId: row.Id,
      StageName: name,
      Amount: amount,
      ExpectedRevenue: typeof amount === "number" ? Math.round(amount * probability) / 100 : null,
      CloseDate: row.CloseDate ?? null,
      Probability: probability,
      ForecastCategory: stage?.category ?? "Pipeline",
      ...when,
    });
    const before = trail[index - 1];
    if (before === undefined) continue;
    const change = { Field: "StageName", OldValue: before, NewValue: name };
    store.seed("OpportunityFieldHistory", { OpportunityId: row.Id, ...change, ...when });
  }
}

/** In the order of the contacts; the first one is primary. */
const roles = ["Decision Maker", "Economic Buyer", "Technical Buyer", "Influencer"];

/** Up to three of the customer's contacts, and for some none. */
function seedRoles(seeding: Seeding, random: Random, row: Row): void {
  const contacts = seeding.contactsOf.get(String(row.AccountId)) ?? [];
  for (const [index, contact] of contacts.slice(0, random.integer(0, 3)).entries()) {
    seeding.store.seed("OpportunityContactRole", {
      OpportunityId: row.Id,
      ContactId: contact.Id,
      Role: cycle(roles, index),
      IsPrimary: index === 0,
      ...stamps(seeding, row.OwnerId ?? null, 40, 40, index),
    });
  }
}

/** One of Daniel's that every list shows and that is gone when it is opened. */
function plantVanished({ planted, openOpportunities, userByEmail }: Seeding): void {
  const daniel = userByEmail.get("daniel.kowalski@halden.example")?.Id;
  // The tenth of his is at an index that nothing else is planted on.
  planted.vanished = cycle(
    openOpportunities.filter(({ OwnerId }) => OwnerId === daniel),
    9,
  ).Id;
}
