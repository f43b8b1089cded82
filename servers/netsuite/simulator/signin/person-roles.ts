/** Roles of the demo company's people who have more than the one every login has; by e-mail. */
const rolesByEmail: Record<string, string[]> = {
  "ingrid.solberg@halden.example": ["approver"],
  "sandra.kumar@halden.example": ["approver", "finance_reader"],
  "amara.osei@halden.example": ["approver", "finance_reader"],
  "tomas.rivera@halden.example": ["project_reader"],
  "daniel.kowalski@halden.example": ["contact_writer"],
  "mei.tanaka@halden.example": ["administrator", "service_read"],
  "ruth.abara@halden.example": ["suiteql_analyst"],
};

/** The role names a person may choose when they allow access; the first is their usual one. */
export const personRoles = (email: string): string[] => rolesByEmail[email] ?? ["project_reader"];
