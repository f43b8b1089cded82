/** Somebody who can sign in at the demo identity provider. Keys are those of OpenID Connect claims. */
export type DemoPerson = {
  email: string;
  given_name: string;
  family_name: string;
  title: string;
  groups: string[];
  note: string;
};

const person = (
  name: [given: string, family: string],
  email: string,
  title: string,
  group: string | undefined,
  note: string,
): DemoPerson => ({
  email: `${email}@halden.example`,
  given_name: name[0],
  family_name: name[1],
  title,
  groups: group ? [group] : [],
  note,
});

/** The people the demo company is written around: the first with their title bears their name. */
export const namedPeople: DemoPerson[] = [
  person(
    ["Amara", "Osei"],
    "amara.osei",
    "Finance Manager",
    "gatehouse-finance",
    "Next approver of some vendor bills.",
  ),
  person(
    ["Tomás", "Rivera"],
    "tomas.rivera",
    "Project Manager",
    "gatehouse-project-managers",
    "Runs nine active projects, three of them late.",
  ),
  person(
    ["Ingrid", "Solberg"],
    "ingrid.solberg",
    "Operations Director",
    "gatehouse-operations",
    "Approves purchase orders up to 250,000; many wait for her.",
  ),
  person(
    ["Priya", "Nair"],
    "priya.nair",
    "HR Business Partner",
    "gatehouse-hr",
    "Works with people data, not with money.",
  ),
  person(
    ["Daniel", "Kowalski"],
    "daniel.kowalski",
    "Account Executive",
    "gatehouse-sales",
    "Looks after customers and their contacts.",
  ),
  person(["Mei", "Tanaka"], "mei.tanaka", "IT Administrator", "gatehouse-it", "Runs the gateway."),
  person(["Ruth", "Abara"], "ruth.abara", "Internal Auditor", "gatehouse-audit", "Reads what others did."),
  person(
    ["Leon", "Fischer"],
    "leon.fischer",
    "Field Technician",
    undefined,
    "In no group: may sign in and is given nothing.",
  ),
];

/** More who can sign in, under the names the company has for them anyway: so nothing in it moves for their sake. */
const colleagues: DemoPerson[] = [
  person(
    ["Sandra", "Kumar"],
    "sandra.kumar",
    "Chief Financial Officer",
    "gatehouse-finance",
    "Amara's superior: the second signature on large amounts.",
  ),
  person(
    ["Yara", "Cohen"],
    "yara.cohen",
    "IT Manager",
    "gatehouse-it",
    "Mei's superior: whoever opens a phase needs a second administrator.",
  ),
];

/** Whoever can sign in. Each is also one of `createCompany().employees`, under the same e-mail. */
export const demoPeople: DemoPerson[] = [...namedPeople, ...colleagues];
