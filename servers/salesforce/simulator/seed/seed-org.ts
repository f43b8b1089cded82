import type { Company } from "@gatehouse/demo";
import { stages } from "../objects/stages.ts";
import type { Row, Store } from "../store.ts";
import { emptyPlanted, type Planted } from "./planted.ts";
import { seedAccounts, seedContacts } from "./seed-accounts.ts";
import { seedActivities } from "./seed-activities.ts";
import { seedApprovals } from "./seed-approvals.ts";
import { seedCases } from "./seed-cases.ts";
import { seedOpportunities } from "./seed-opportunities.ts";
import { seedUsers } from "./seed-users.ts";
import type { Seeding } from "./seeding.ts";

/**
 * The demo company as its CRM knows it: 45 users, 420 accounts, 1,300 contacts, 620 opportunities, 1,500 cases, 9,000 tasks and 2,500
 * events per unit of scale; users, approvals and the planted problems stay as they are. Equal companies give equal records.
 */
export function seedOrg(store: Store, company: Company): Planted {
  const seeding: Seeding = {
    company,
    store,
    planted: emptyPlanted(),
    today: company.today,
    scale: company.scale,
    sellers: [],
    agents: [],
    userByEmail: new Map(),
    accountByErpId: new Map(),
    accounts: [],
    contactsOf: new Map(),
    openOpportunities: [],
    closedOpportunities: [],
    cases: [],
  };
  // A table of its own beside the picklist: tools read which stage closes or wins from here.
  for (const [index, stage] of stages.entries()) {
    store.seed("OpportunityStage", {
      MasterLabel: stage.name,
      ApiName: stage.name,
      IsActive: true,
      SortOrder: index + 1,
      IsClosed: stage.isClosed,
      IsWon: stage.isWon,
      ForecastCategory: stage.category,
      ForecastCategoryName: stage.categoryName,
      DefaultProbability: stage.probability,
    });
  }
  addUsers(seeding);
  seedAccounts(seeding);
  seedContacts(seeding);
  seedOpportunities(seeding);
  seedCases(seeding);
  // The order matters: approvals lock what they are about, and activities are about what the others have made.
  plantDaniel(seeding);
  seedApprovals(seeding);
  seedActivities(seeding);
  plantNotShared(seeding);
  return seeding.planted;
}

/** Users by what they do: sellers own accounts and deals, agents own cases. */
function addUsers(seeding: Seeding): void {
  const users = seedUsers(seeding);
  const roleOf = (user: Row): string => String(seeding.store.read("UserRole", String(user.UserRoleId))?.Name);
  const active = users.filter(({ IsActive }) => IsActive === true);
  seeding.userByEmail = new Map(users.map((user) => [String(user.Email), user]));
  seeding.sellers = active.filter((user) => /^Sales (?!Management)/.test(roleOf(user)));
  seeding.agents = active.filter((user) => roleOf(user) === "Service Desk");
}

/** What examples ask for: a customer of Daniel's with a contact, an open case, and an open opportunity of his that is not late. */
function plantDaniel({ planted, openOpportunities, cases, contactsOf, userByEmail, today }: Seeding): void {
  const userId = userByEmail.get("daniel.kowalski@halden.example")?.Id ?? "";
  const withCases = new Set(cases.filter((row) => row.IsClosed === false).map(({ AccountId }) => AccountId));
  const opportunity = openOpportunities
    .filter((row) => row.OwnerId === userId && row.Id !== planted.vanished && String(row.CloseDate) > today)
    .find((row) => contactsOf.has(String(row.AccountId)) && withCases.has(row.AccountId ?? null));
  const accountId = String(opportunity?.AccountId);
  const contactId = contactsOf.get(accountId)?.[0]?.Id ?? "";
  planted.daniel = { userId, accountId, contactId, opportunityId: opportunity?.Id ?? "" };
}

/** Something that is not Daniel's in any way: neither the record nor its account, nor an approval of it. */
function plantNotShared({ planted, openOpportunities, cases, store }: Seeding): void {
  const { userId } = planted.daniel;
  const isForeign = (row: Row): boolean => {
    const account = store.read("Account", String(row.AccountId));
    const isHis = [...store.matching("ProcessInstance", "TargetObjectId", row.Id)].length > 0;
    return row.OwnerId !== userId && account?.OwnerId !== userId && !isHis;
  };
  planted.notShared = {
    opportunityId: openOpportunities.find(isForeign)?.Id ?? "",
    caseId: cases.find((row) => isForeign(row) && row.IsClosed === false)?.Id ?? "",
  };
}
