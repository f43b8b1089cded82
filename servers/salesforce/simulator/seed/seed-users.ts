import { createRandom, type Employee } from "@gatehouse/demo";
import { makeId } from "../ids.ts";
import type { Row, Value } from "../store.ts";
import type { Seeding } from "./seeding.ts";
import { cycle, momentOn } from "./seeding.ts";

/** Role by role: its name and the role above it; the teams of the first are three deep. */
const roleTree: [name: string, above: string | null][] = [
  ["Executive", null],
  ["Sales Management", "Executive"],
  ["Sales Mountain", "Sales Management"],
  ["Sales Southwest", "Sales Management"],
  ["Sales Texas", "Sales Management"],
  ["Sales Plains", "Sales Management"],
  ["Sales Northwest", "Sales Management"],
  ["Sales Canada", "Sales Management"],
  ["Service Management", "Executive"],
  ["Service Desk", "Service Management"],
  ["Finance", null],
  ["Project Delivery", null],
  ["Corporate", null],
];

/** The six sales teams, which sellers are dealt into in turn. */
const teams = roleTree.filter(([, above]) => above === "Sales Management").map(([name]) => name);

/** A title's place in the CRM: `count` of those who have it, after the first `skip`. */
type Group = { title: string; role: string; profile: string; count?: number; skip?: number };

/** Who of the company uses the CRM, by title; sellers are spread over the six teams. */
const groups: Group[] = [
  { title: "Chief Executive Officer", role: "Executive", profile: "Read-only" },
  { title: "Operations Director", role: "Executive", profile: "Service" },
  { title: "Sales Director", role: "Executive", profile: "Sales" },
  { title: "Regional Sales Manager", role: "Sales Management", profile: "Sales" },
  { title: "Account Executive", role: "team", profile: "Sales", count: 8 },
  { title: "Project Manager", role: "team", profile: "Sales", count: 9, skip: 1 },
  { title: "Field Services Director", role: "Service Management", profile: "Service" },
  { title: "Field Services Manager", role: "Service Management", profile: "Service" },
  { title: "Foreman", role: "Service Desk", profile: "Service", count: 8 },
  { title: "Chief Financial Officer", role: "Finance", profile: "Read-only" },
  { title: "Finance Manager", role: "Finance", profile: "Read-only" },
  { title: "Controller", role: "Finance", profile: "Read-only" },
  { title: "Project Delivery Director", role: "Project Delivery", profile: "Read-only" },
  { title: "Project Executive, Mountain", role: "Project Delivery", profile: "Read-only" },
  { title: "Project Executive, Southwest", role: "Project Delivery", profile: "Read-only" },
  // Tomás Rivera, the first by that title: he reads, while the others of the title sell.
  { title: "Project Manager", role: "Project Delivery", profile: "Read-only" },
  { title: "HR Business Partner", role: "Corporate", profile: "Read-only" },
  { title: "IT Administrator", role: "Corporate", profile: "Read-only" },
  { title: "Internal Auditor", role: "Corporate", profile: "Read-only" },
  { title: "Safety Manager", role: "Corporate", profile: "Read-only" },
];

/** People who are gone and whose open records nobody has taken over. */
const leavers = [
  { firstName: "Colette", lastName: "Marchetti", role: "Sales Southwest" },
  { firstName: "Dexter", lastName: "Holloway", role: "Sales Texas" },
];

/** By the ERP's location; all others are in the headquarters' zone. */
const zones: Record<string, string> = {
  "2": "America/Phoenix",
  "4": "America/Chicago",
  "5": "America/Chicago",
  "7": "America/Los_Angeles",
};

/** A user before ids: `employee` is absent for those whom the ERP does not have. */
type Spec = {
  firstName: string;
  lastName: string;
  email: string;
  title: string;
  role: string;
  profile: string;
  isActive: boolean;
  employee?: Employee;
};

/** Roles, profiles, 45 users, queues and the org itself. Leon Fischer, a field technician, has no user. */
export function seedUsers(seeding: Seeding): Row[] {
  const { store, company, planted } = seeding;
  const roles = new Map<string, Row>();
  // Roles above come first in the list, so the parent is always there.
  for (const [name, above] of roleTree) {
    const parent = above === null ? null : (roles.get(above)?.Id ?? null);
    const values = { Name: name, ParentRoleId: parent, DeveloperName: name.replaceAll(" ", "_") };
    roles.set(name, store.seed("UserRole", values));
  }
  const profiles = new Map(
    ["Sales", "Service", "Read-only"].map((Name) => [Name, store.seed("Profile", { Name })]),
  );
  const users = specsOf(seeding).map((spec, index) =>
    store.seed("User", userValues(seeding, spec, index, roles, profiles)),
  );
  setManagers(seeding, users);
  planted.inactiveUsers = users.filter(({ IsActive }) => IsActive === false).map(({ Id }) => Id);
  seedQueues(seeding, users);
  store.seed("Organization", {
    Name: company.name,
    OrganizationType: "Enterprise Edition",
    InstanceName: "USA42",
    IsSandbox: false,
    FiscalYearStartMonth: 1,
    TimeZoneSidKey: "America/Denver",
    DefaultLocaleSidKey: "en_US",
  });
  return users.map((user) => store.read("User", user.Id) ?? user);
}

/** Users in the order of their groups, then those who left, then the integration's own user. */
function specsOf({ company }: Seeding): Spec[] {
  const titled = Map.groupBy(company.employees, ({ title }) => title);
  let seller = 0;
  const specs: Spec[] = groups.flatMap(({ title, role, profile, count = 1, skip = 0 }) =>
    (titled.get(title) ?? []).slice(skip, skip + count).map((employee) => ({
      firstName: employee.firstName,
      lastName: employee.lastName,
      email: employee.email,
      title,
      role: role === "team" ? cycle(teams, seller++) : role,
      profile,
      isActive: true,
      employee,
    })),
  );
  const others = leavers.map(({ firstName, lastName, role }) => ({
    firstName,
    lastName,
    email: `${firstName}.${lastName}@${company.mailDomain}`.toLowerCase(),
    title: "Account Executive",
    role,
    profile: "Sales",
    isActive: false,
  }));
  // Sees all data and owns nothing: what it reads is nobody's view (`access/profiles.ts`).
  const integration = {
    firstName: "Gatehouse",
    lastName: "Integration",
    email: `gatehouse.integration@${company.mailDomain}`,
    title: "Integration User",
    role: "Corporate",
    profile: "Read-only",
    isActive: true,
  };
  return [...specs, ...others, integration];
}

/** A user's row. The platform's own administrator made them all, on the day they were hired. */
function userValues(
  { company }: Seeding,
  spec: Spec,
  index: number,
  roles: Map<string, Row>,
  profiles: Map<string, Row>,
): Record<string, Value> {
  const { firstName, lastName, email, employee } = spec;
  const department = company.departments.find(({ id }) => id === employee?.departmentId);
  const moment = momentOn(employee?.hireDate ?? "2021-03-01", index);
  const administrator = makeId("005", 1);
  return {
    Username: email,
    FirstName: firstName.slice(0, 40),
    LastName: lastName.slice(0, 80),
    // Names end where the fields do, so the longest one differs from the ERP's.
    Name: `${firstName.slice(0, 40)} ${lastName.slice(0, 80)}`,
    Email: email,
    Title: spec.title,
    Department: department?.name ?? "Sales",
    Phone: employee?.phone ?? null,
    IsActive: spec.isActive,
    ManagerId: null,
    ProfileId: profiles.get(spec.profile)?.Id ?? null,
    UserRoleId: roles.get(spec.role)?.Id ?? null,
    DelegatedApproverId: null,
    TimeZoneSidKey: zones[employee?.locationId ?? ""] ?? "America/Denver",
    FederationIdentifier: email,
    UserType: "Standard",
    CreatedDate: moment,
    CreatedById: administrator,
    LastModifiedDate: moment,
    LastModifiedById: administrator,
    SystemModstamp: moment,
  };
}

/** A user's manager is the nearest superior who is a user too. */
function setManagers({ store, company }: Seeding, users: Row[]): void {
  const byEmail = new Map(users.map((user) => [user.Email, user]));
  const employees = new Map(company.employees.map((employee) => [employee.id, employee]));
  const byOwnEmail = new Map(company.employees.map((employee) => [employee.email, employee]));
  const director = users.find(({ Title }) => Title === "Regional Sales Manager");
  for (const user of users) {
    let superior = employees.get(byOwnEmail.get(String(user.Email))?.supervisorId ?? "");
    while (superior && !byEmail.has(superior.email)) superior = employees.get(superior.supervisorId ?? "");
    const manager = superior ? byEmail.get(superior.email) : user.IsActive === false ? director : undefined;
    store.reseed("User", user.Id, { ManagerId: manager?.Id ?? null });
  }
}

/** One queue for cases, one for approvals of special terms. */
function seedQueues({ store, planted }: Seeding, users: Row[]): void {
  const random = createRandom("salesforce queues");
  const queue = (Name: string, members: Row[]): string => {
    const { Id } = store.seed("Group", { Name, DeveloperName: Name.replaceAll(" ", "_"), Type: "Queue" });
    for (const member of members) store.seed("GroupMember", { GroupId: Id, UserOrGroupId: member.Id });
    return Id;
  };
  const titled = (...titles: string[]) => users.filter(({ Title }) => titles.includes(String(Title)));
  planted.caseQueue = queue("Service Queue", random.shuffled(titled("Foreman")).slice(0, 6));
  queue("Deal Desk", titled("Regional Sales Manager", "Finance Manager", "Operations Director"));
}
