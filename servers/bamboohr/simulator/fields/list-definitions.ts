export type ListDefinition = {
  alias: string;
  fieldId: number;
  name: string;
  manageable: "yes" | "no";
  multiple: "yes" | "no";
  /** Options of every account; the others come from the company. */
  options: string[];
};

const list = (fieldId: number, alias: string, name: string, options: string[] = []): ListDefinition => ({
  alias,
  fieldId,
  name,
  manageable: "yes",
  multiple: "no",
  options,
});

/** Lists by the alias they are shown under; departments, divisions, locations and job titles are the company's. */
export const listDefinitions: ListDefinition[] = [
  list(30, "jobTitle", "Job Title"),
  list(31, "department", "Department"),
  list(32, "division", "Division"),
  list(33, "location", "Location"),
  list(37, "employmentStatus", "Employment Status", [
    "Full-Time",
    "Part-Time",
    "Contractor",
    "Intern",
    "Terminated",
  ]),
  list(38, "terminationType", "Termination Type", ["Resignation (Voluntary)", "Termination (Involuntary)"]),
  list(39, "terminationReason", "Termination Reason", [
    "End of season",
    "Performance",
    "Another job",
    "Retirement",
    "Relocation",
  ]),
  list(101, "terminationRehire", "Eligible For Re-hire", ["Yes", "No", "Upon review"]),
  list(41, "payType", "Pay Type", ["Hourly", "Salary", "Contract"]),
  list(42, "paidPer", "Paid Per", ["Hour", "Day", "Week", "Month", "Year"]),
  list(43, "exempt", "Overtime Status", ["Exempt", "Non-exempt"]),
  list(102, "payReason", "Pay Change Reason", ["New hire", "Annual review", "Promotion", "Correction"]),
  list(103, "relationship", "Relationship", ["Spouse", "Parent", "Sibling", "Friend", "Partner"]),
  list(104, "degree", "Degree", ["High school", "Apprenticeship", "Associate", "Bachelor", "Master"]),
  list(105, "pronouns", "Pronouns", ["She/her", "He/him", "They/them"]),
  list(55, "ethnicity", "Ethnicity", ["Decline to answer"]),
  list(106, "certificate", "Certificate", [
    "OSHA 10",
    "OSHA 30",
    "Crane operator",
    "CDL A",
    "CDL B",
    "First aid",
  ]),
  list(107, "course", "Course", [
    "Fall protection",
    "Confined space",
    "Trench safety",
    "Hot work",
    "Lockout",
  ]),
  list(108, "shirtSize", "Shirt size", ["S", "M", "L", "XL", "XXL"]),
  list(109, "bootSize", "Boot size", ["8", "9", "10", "11", "12"]),
  list(110, "shift", "Shift", ["Day", "Evening", "Night"]),
  list(111, "crew", "Crew", ["Alpha", "Bravo", "Charlie", "Delta"]),
];

export const listNamed = (alias: string): ListDefinition | undefined =>
  listDefinitions.find((definition) => definition.alias === alias);
