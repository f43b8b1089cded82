/** An amount as BambooHR writes it: the value is a text with two decimals. */
export type Money = { currency: string; value: string };

/**
 * A person. Besides the fixed part every stored field lies under its alias; fields that a history decides (job, status, pay) are not stored
 * here but read from the tables.
 */
export type Employee = { id: string; lastChanged: string } & Record<string, string | null>;

export type CellValue = string | Money | null;

/** A row of a history or custom table. `reportsTo` of jobInfo holds an employee id; the wire shows the name. */
export type TableRow = { id: string; employeeId: string; table: string; values: Record<string, CellValue> };

/** An account that can sign in; the service account is nobody's and has no employee. */
export type User = {
  id: string;
  employeeId: string | null;
  firstName: string;
  lastName: string;
  email: string;
  status: "enabled" | "disabled";
  lastLogin: string | null;
  level: string;
};

export type RequestStatus = "approved" | "denied" | "superceded" | "requested" | "canceled";

/** One step of an approval; its approver is an employee or, where the chain ends at HR, every HR administrator. */
export type ApprovalStep = { approver: string | "hr"; done: boolean };

export type TimeOffRequest = {
  id: string;
  employeeId: string;
  typeId: string;
  start: string;
  end: string;
  created: string;
  status: RequestStatus;
  changedOn: string;
  changedBy: string;
  /** Hours or days, as the type counts, per ISO date. */
  dates: Record<string, number>;
  employeeNote: string | null;
  managerNote: string | null;
  steps: ApprovalStep[];
  comments: { id: string; employeeId: string | null; at: string; text: string }[];
  /** The request that took this one's place. */
  replacedBy: string | null;
};

export type Adjustment = {
  id: string;
  employeeId: string;
  typeId: string;
  date: string;
  amount: number;
  note: string;
};

export type PolicyAssignment = {
  id: string;
  employeeId: string;
  policyId: string;
  accrualStartDate: string | null;
};

export type Holiday = { id: string; name: string; date: string };

/** What a file holds before it is made into bytes, which happens when somebody first asks for it. */
export type FileContent =
  | { kind: "document"; extension: string; title: string; paragraphs: string[]; repeatTo?: number }
  | { kind: "bytes"; base64: string; mediaType: string };

export type StoredFile = {
  id: string;
  /** Null for a file of the company. */
  employeeId: string | null;
  categoryId: string;
  name: string;
  originalFileName: string;
  createdAt: string;
  createdBy: string | null;
  isShared: boolean;
  content: FileContent;
};

export type Goal = {
  id: string;
  employeeId: string;
  title: string;
  description: string;
  percentComplete: number;
  dueDate: string;
  completionDate: string | null;
  lastChangedDateTime: string;
  status: "in_progress" | "completed" | "closed";
  milestones: { id: number; title: string; isDone: boolean }[];
};

export type GoalComment = {
  id: string;
  goalId: string;
  authorUserId: string;
  createdAt: string;
  text: string;
};

export type Job = {
  id: string;
  title: string;
  postedDate: string;
  locationId: string;
  departmentId: string;
  status: "Draft" | "Open" | "On Hold" | "Filled";
  hiringLead: string;
};

export type Application = {
  id: string;
  jobId: string;
  appliedDate: string;
  statusId: string;
  statusChanged: string;
  rating: number | null;
  desiredSalary: string | null;
  applicant: {
    id: string;
    firstName: string;
    lastName: string;
    email: string;
    phone: string;
    source: string;
  };
  answers: { question: string; answer: string }[];
};

export type ApplicationComment = { id: string; applicationId: string; text: string; userId: string };

export type Training = {
  id: string;
  employeeId: string;
  typeId: string;
  completed: string;
  notes: string | null;
};

export type ListOption = {
  id: string;
  list: string;
  name: string;
  isArchived: boolean;
  archivedDate: string | null;
};
