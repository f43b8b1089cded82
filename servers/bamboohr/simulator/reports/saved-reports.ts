export type SavedReport = {
  id: string;
  name: string;
  fields: string[];
  /** A filter of the kind datasets take. */
  filter: string;
};

/** What somebody in HR has put together over the years. */
export const savedReports: SavedReport[] = [
  {
    id: "101",
    name: "Headcount by department",
    fields: ["firstName", "lastName", "department", "location", "division", "jobTitle"],
    filter: "status eq 'Active'",
  },
  {
    id: "102",
    name: "Anniversaries",
    fields: ["firstName", "lastName", "hireDate", "originalHireDate", "department"],
    filter: "status eq 'Active'",
  },
  {
    id: "103",
    name: "Compensation review",
    fields: ["firstName", "lastName", "jobTitle", "payRate", "payType", "payPer", "customBonusTarget"],
    filter: "status eq 'Active'",
  },
  {
    id: "104",
    name: "Leavers",
    fields: ["firstName", "lastName", "terminationDate", "terminationType", "terminationReason"],
    filter: "status eq 'Inactive'",
  },
  {
    id: "105",
    name: "Crews on projects",
    fields: ["firstName", "lastName", "supervisor", "customCrew", "customShift", "customCurrentProject"],
    filter: "status eq 'Active' and department in ('Field Services','Project Delivery')",
  },
  {
    id: "106",
    name: "Contact sheet",
    fields: ["firstName", "lastName", "workEmail", "workPhone", "mobilePhone", "homePhone"],
    filter: "status eq 'Active'",
  },
  {
    id: "107",
    name: "Identity check",
    fields: ["firstName", "lastName", "ssn", "driversLicenseNumber", "customBadgeReference"],
    filter: "status eq 'Active'",
  },
];
