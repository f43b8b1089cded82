/**
 * The demo company as plain data: only the facts that several systems share. Ids are those of the ERP and unique across employees, vendors,
 * customers, contacts and projects; other systems match people by `email` and companies and projects by `id`. Dates are ISO dates.
 */
export type Company = {
  name: string;
  mailDomain: string;
  today: string;
  scale: number;
  subsidiaries: Subsidiary[];
  departments: Department[];
  locations: Location[];
  employees: Employee[];
  customers: Customer[];
  contacts: Contact[];
  vendors: Vendor[];
  projects: Project[];
};

export type Subsidiary = { id: string; name: string; country: "US" | "CA"; currency: "USD" | "CAD" };

export type Department = { id: string; name: string };

export type Location = {
  id: string;
  name: string;
  city: string;
  region: string;
  country: "US" | "CA";
  subsidiaryId: string;
};

export type Employee = {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  title: string;
  departmentId: string;
  locationId: string;
  subsidiaryId: string;
  /** Null only at the top of the tree. */
  supervisorId: string | null;
  hireDate: string;
  hasLogin: boolean;
  isProjectManager: boolean;
  /** What the person may buy without asking, in the subsidiary's currency. */
  purchaseOrderLimit: number;
  /** Up to what the person may approve orders: 0 is not an approver, null is without limit. */
  purchaseOrderApprovalLimit: number | null;
  expenseLimit: number;
  /** Up to what the person may approve expense reports: 0 is not an approver, null is without limit. */
  expenseApprovalLimit: number | null;
};

export type Customer = {
  id: string;
  number: string;
  name: string;
  parentId: string | null;
  subsidiaryId: string;
  city: string;
  region: string;
  email: string;
  phone: string;
  salesRepresentativeId: string;
};

export type Contact = {
  id: string;
  firstName: string;
  lastName: string;
  title: string;
  email: string;
  phone: string;
  /** A customer or a vendor. */
  companyId: string;
};

export type VendorCategory = "Subcontractor" | "Supplier" | "Rental";

export type Vendor = {
  id: string;
  number: string;
  name: string;
  category: VendorCategory;
  subsidiaryId: string;
  isActive: boolean;
  email: string;
  phone: string;
  paymentTerms: "Net 30" | "Net 45";
  /** The day the certificate of insurance ends; null for vendors who never come to a site. */
  insuranceExpiry: string | null;
  /** Another vendor whose name differs by a word or a sign, as it happens when somebody is entered twice. */
  nearDuplicateOf: string | null;
};

export type ProjectStage = "awarded" | "active" | "closed";

export type Project = {
  id: string;
  /** `J-YYNNN`: year of award and running number; it also names sites and folders. */
  number: string;
  name: string;
  customerId: string;
  managerId: string | null;
  subsidiaryId: string;
  locationId: string;
  stage: ProjectStage;
  startDate: string;
  projectedEndDate: string;
  baselineEndDate: string;
  actualEndDate: string | null;
  /** Share of the planned time worked off, 0 to 1. */
  progress: number;
};
