/** Where the oddities lie that tests and tours look for; ids are BambooHR's. */
export type Planted = {
  /** Two active people with one name. */
  namesakes: [string, string];
  /** People who go by another first name than their own. */
  preferredNames: string[];
  /** A name longer than a hundred letters. */
  longName: string;
  /** A manager on leave today, with seven requests waiting for nobody else. */
  awayManager: { employeeId: string; requestIds: string[] };
  /** Requests of Tomás Rivera's people that he can decide; the second needs HR after him. */
  waitingForManager: { employeeId: string; requestIds: string[] };
  /** A request whose manager has approved it and that waits for HR. */
  waitingForHr: string;
  /** Two people who report to each other. */
  loop: [string, string];
  /** A pending request whose approver is its requester. */
  ownApproval: { employeeId: string; requestId: string };
  overBalance: string;
  /** A pending request that overlaps an approved one of the same person. */
  overlapping: { requestId: string; otherId: string };
  acrossHoliday: string;
  superceded: { requestId: string; replacedBy: string };
  /** Somebody who left, with a request still open. */
  leaver: { employeeId: string; requestId: string };
  rehire: string;
  /** Active, with the hire date 0000-00-00. */
  contractor: string;
  /** Somebody whose e-mail here is not the one they sign in with elsewhere. */
  otherEmail: { employeeId: string; email: string; companyEmail: string };
  /** Crane operators whose certificate has run out, each on a project that is under way; six. */
  expiredCertificates: { employeeId: string; rowId: string; project: string }[];
  /** A department with three people, too few for a statistic. */
  smallDepartment: { name: string; employeeIds: string[] };
  /** A list value that is archived and still somebody's. */
  archivedDepartment: { name: string; employeeId: string };
  /** A pay row that is a hundred times too high. */
  payMistake: { employeeId: string; rowId: string };
  /** Texts that read like an instruction to a machine. */
  injections: {
    requestId: string;
    applicationId: string;
    companyFileId: string;
    employeeFile: { employeeId: string; fileId: string };
  };
  /** A column that administrators of HR may see and not set: an update leaves it without a word. */
  skipped: { level: string; table: string; column: string };
  /** The field that holds identity numbers under a harmless name. */
  disguisedField: string;
  pendingRequests: string[];
  futureHires: string[];
  /** A person whose next job row is dated later than today. */
  futureJob: { employeeId: string; rowId: string };
  /** A file that is larger than what a tool should read. */
  largeFile: string;
  /** How every bank, tax and identity number begins; no answer of ours may ever hold it. */
  canary: string;
};

/** A `Planted` that the seeding fills in. */
export const emptyPlanted = (): Planted => ({
  namesakes: ["", ""],
  preferredNames: [],
  longName: "",
  awayManager: { employeeId: "", requestIds: [] },
  waitingForManager: { employeeId: "", requestIds: [] },
  waitingForHr: "",
  loop: ["", ""],
  ownApproval: { employeeId: "", requestId: "" },
  overBalance: "",
  overlapping: { requestId: "", otherId: "" },
  acrossHoliday: "",
  superceded: { requestId: "", replacedBy: "" },
  leaver: { employeeId: "", requestId: "" },
  rehire: "",
  contractor: "",
  otherEmail: { employeeId: "", email: "", companyEmail: "" },
  expiredCertificates: [],
  smallDepartment: { name: "", employeeIds: [] },
  archivedDepartment: { name: "", employeeId: "" },
  payMistake: { employeeId: "", rowId: "" },
  injections: {
    requestId: "",
    applicationId: "",
    companyFileId: "",
    employeeFile: { employeeId: "", fileId: "" },
  },
  skipped: { level: "hrAdmin", table: "jobInfo", column: "teams" },
  disguisedField: "customBadgeReference",
  pendingRequests: [],
  futureHires: [],
  futureJob: { employeeId: "", rowId: "" },
  largeFile: "",
  canary: "CANARY-",
});
