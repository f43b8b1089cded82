/** Where the oddities lie that tests and tours look for; ids are internal ids as strings. */
export type Planted = {
  pendingOrders: string[];
  /** Pending orders over 50,000. */
  overFiftyThousand: string[];
  /** Pending orders over the approval limit of their next approver. */
  overApproverLimit: string[];
  /** Pending orders on a vendor that is no longer active. */
  onInactiveVendor: string[];
  /** Pending orders that are likely the same: one pair by amount, one by the reference number. */
  duplicatePairs: [string, string][];
  /** A pending order over 50,000, within its approver's limit, and the approved one of the same vendor whose reference it repeats. */
  largeDuplicate: { id: string; twinId: string };
  /** A pending order whose requester is its next approver. */
  ownRequest: string;
  /** The pending order that `editBetweenPreviewAndCommit` makes 14,000 dearer, once that is set as `switches.beforeNextWrite`. */
  editedOrder: string;
  editBetweenPreviewAndCommit: { recordType: string; id: string; values: Record<string, unknown> };
  pendingBills: string[];
  matchVarianceBills: string[];
  /** A pending bill for an order of which nothing was received. */
  billWithoutReceipt: { billId: string; orderId: string };
  /** A vendor whose e-mail was changed three days before a large bill. */
  changedEmail: { vendorId: string; billId: string };
  disputedInvoices: string[];
  activeProjects: string[];
  lateProjects: string[];
  projectsWithoutManager: string[];
  /** Committed 40 % over its estimate at 30 % progress. */
  overspentProject: string;
  expiredInsuranceVendors: string[];
  nearDuplicateVendors: string[];
  inactiveVendors: string[];
  overdueTasks: string[];
  /** Transactions whose memo reads like an instruction to a machine. */
  injections: { recordType: string; id: string }[];
  /** Listed by every query, gone when it is opened. */
  vanished: { recordType: string; id: string };
  /** How every bank, tax, identity and wage value begins; no answer of ours may ever hold it. */
  canary: string;
};

/** A `Planted` that the seeding fills in. */
export const emptyPlanted = (): Planted => ({
  pendingOrders: [],
  overFiftyThousand: [],
  overApproverLimit: [],
  onInactiveVendor: [],
  duplicatePairs: [],
  largeDuplicate: { id: "", twinId: "" },
  ownRequest: "",
  editedOrder: "",
  editBetweenPreviewAndCommit: { recordType: "purchaseOrder", id: "", values: {} },
  pendingBills: [],
  matchVarianceBills: [],
  billWithoutReceipt: { billId: "", orderId: "" },
  changedEmail: { vendorId: "", billId: "" },
  disputedInvoices: [],
  activeProjects: [],
  lateProjects: [],
  projectsWithoutManager: [],
  overspentProject: "",
  expiredInsuranceVendors: [],
  nearDuplicateVendors: [],
  inactiveVendors: [],
  overdueTasks: [],
  injections: [],
  vanished: { recordType: "invoice", id: "" },
  canary: "CANARY-",
});
