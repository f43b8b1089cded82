export type ApplicantStatus = {
  id: string;
  code: string | null;
  name: string;
  group: "NEW" | "ACTIVE" | "INACTIVE" | "HIRED";
};

/** The account's eight statuses. */
export const applicantStatuses: ApplicantStatus[] = [
  { id: "1", code: "NEW", name: "New", group: "NEW" },
  { id: "2", code: "REVIEWED", name: "Reviewed", group: "ACTIVE" },
  { id: "3", code: "SCHED_PHONE", name: "Schedule Phone Screen", group: "ACTIVE" },
  { id: "4", code: "SCHED_INTERVIEW", name: "Schedule Interview", group: "ACTIVE" },
  { id: "5", code: "REFERENCES", name: "Checking References", group: "ACTIVE" },
  { id: "6", code: "OFFERED", name: "Offer Sent", group: "ACTIVE" },
  { id: "7", code: "NOT_FIT", name: "Not a Fit", group: "INACTIVE" },
  { id: "8", code: "HIRED", name: "Hired", group: "HIRED" },
];

export const statusById = (id: string): ApplicantStatus | undefined =>
  applicantStatuses.find((status) => status.id === id);
