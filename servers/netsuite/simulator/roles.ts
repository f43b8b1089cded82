/** Permission ids of NetSuite that the simulator knows; the vendor lists 669. */
export type Permission =
  | "TRAN_PURCHORD"
  | "TRAN_ITEMRCPT"
  | "TRAN_VENDBILL"
  | "TRAN_VENDBILLAPPRV"
  | "TRAN_VENDPYMT"
  | "TRAN_CUSTINVC"
  | "TRAN_EXPREPT"
  | "TRAN_TIMEBILL"
  | "TRAN_FIND"
  | "LIST_VENDOR"
  | "LIST_CUSTJOB"
  | "LIST_CONTACT"
  | "LIST_EMPLOYEE"
  | "LIST_EMPLOYEE_PUBLIC"
  | "LIST_EMPLOYEE_CONFIDENTIAL"
  | "LIST_JOB"
  | "LIST_PROJECTTASK"
  | "LIST_CALL"
  | "LIST_TASK"
  | "LIST_EVENT"
  | "LIST_ACCOUNT"
  | "ADMI_RESTWEBSERVICES"
  | "ADMI_LOGIN_OAUTH2"
  | "REPO_ANALYTICS";

export type Level = "VIEW" | "CREATE" | "EDIT" | "FULL";

const ranks: Record<Level, number> = { VIEW: 1, CREATE: 2, EDIT: 3, FULL: 4 };

/** A NetSuite role: what it may do with which record, and to which subsidiary it is held. */
export type Role = {
  id: string;
  name: string;
  permissions: Partial<Record<Permission, Level>>;
  subsidiary?: string;
  isAdministrator?: true;
};

const login: Role["permissions"] = {
  ADMI_RESTWEBSERVICES: "FULL",
  ADMI_LOGIN_OAUTH2: "FULL",
  REPO_ANALYTICS: "EDIT",
  TRAN_FIND: "VIEW",
  LIST_EMPLOYEE_PUBLIC: "VIEW",
};

const at = (level: Level, ...permissions: Permission[]): Role["permissions"] =>
  Object.fromEntries(permissions.map((permission) => [permission, level]));

const orders: Permission[] = ["TRAN_PURCHORD", "TRAN_ITEMRCPT"];
const payables: Permission[] = ["TRAN_VENDBILL", "TRAN_VENDPYMT"];
const otherMoney: Permission[] = ["TRAN_CUSTINVC", "TRAN_EXPREPT", "TRAN_TIMEBILL"];
const partners: Permission[] = ["LIST_VENDOR", "LIST_CUSTJOB", "LIST_CONTACT"];
const projects: Permission[] = ["LIST_JOB", "LIST_PROJECTTASK"];
const activities: Permission[] = ["LIST_CALL", "LIST_TASK", "LIST_EVENT"];

const everything: Permission[] = [
  ...orders,
  ...payables,
  ...otherMoney,
  ...partners,
  ...projects,
  ...activities,
  "LIST_EMPLOYEE",
  "LIST_ACCOUNT",
];

/**
 * The roles of the demo account, by script id. Opening a record over REST opens it for editing, so a role that shall read single records
 * holds EDIT although it is meant to read; `suiteql_analyst` is the one that truly only looks.
 */
export const roles: Record<string, Role> = {
  administrator: {
    id: "3",
    name: "Administrator",
    permissions: {
      ...login,
      ...at("FULL", ...everything, "TRAN_VENDBILLAPPRV", "LIST_EMPLOYEE_CONFIDENTIAL"),
    },
    isAdministrator: true,
  },
  service_read: {
    id: "1001",
    name: "Gatehouse Read",
    permissions: { ...login, ...at("EDIT", ...everything) },
  },
  finance_reader: {
    id: "1002",
    name: "Gatehouse Finance Read",
    permissions: {
      ...login,
      ...at("EDIT", ...orders, ...payables, ...otherMoney, ...partners, "LIST_EMPLOYEE", "LIST_ACCOUNT"),
      ...at("VIEW", ...projects, ...activities),
    },
  },
  project_reader: {
    id: "1003",
    name: "Gatehouse Project Read",
    permissions: {
      ...login,
      ...at("EDIT", ...orders, ...projects, "LIST_VENDOR", "LIST_CUSTJOB", "LIST_CONTACT", "TRAN_TIMEBILL"),
      ...at("VIEW", "TRAN_CUSTINVC", ...activities),
    },
  },
  suiteql_analyst: {
    id: "1004",
    name: "Gatehouse Analyst",
    permissions: { ...login, ...at("VIEW", ...everything) },
  },
  contact_writer: {
    id: "1005",
    name: "Gatehouse Low Write",
    permissions: {
      ...login,
      ...at("EDIT", ...partners, ...orders),
      ...at("VIEW", ...projects, "LIST_EMPLOYEE"),
      ...at("FULL", ...activities),
    },
  },
  approver: {
    id: "1006",
    name: "Gatehouse Approver",
    permissions: {
      ...login,
      ...at("EDIT", ...everything, "TRAN_VENDBILLAPPRV"),
      ...at("FULL", ...activities),
    },
  },
  equipment_reader: {
    id: "1007",
    name: "Gatehouse Equipment Canada Read",
    permissions: { ...login, ...at("EDIT", ...everything) },
    subsidiary: "3",
  },
};

/** Whether `role` holds `permission` at `level` or above; the full employee permission includes the public one. */
export function mayUse(role: Role, permission: Permission, level: Level): boolean {
  if (permission === "LIST_EMPLOYEE_PUBLIC" && mayUse(role, "LIST_EMPLOYEE", level)) return true;
  const held = role.permissions[permission];
  return held !== undefined && ranks[held] >= ranks[level];
}

const typePermissions: [type: string, permission: Permission][] = [
  ["PurchOrd", "TRAN_PURCHORD"],
  ["ItemRcpt", "TRAN_ITEMRCPT"],
  ["VendBill", "TRAN_VENDBILL"],
  ["VendPymt", "TRAN_VENDPYMT"],
  ["CustInvc", "TRAN_CUSTINVC"],
  ["ExpRept", "TRAN_EXPREPT"],
];

const entityPermissions: [type: string, permission: Permission][] = [
  ["Vendor", "LIST_VENDOR"],
  ["CustJob", "LIST_CUSTJOB"],
  ["Job", "LIST_JOB"],
  ["Contact", "LIST_CONTACT"],
  ["Employee", "LIST_EMPLOYEE_PUBLIC"],
];

const hiddenTypes = (role: Role, pairs: [type: string, permission: Permission][]) =>
  pairs.filter(([, permission]) => !mayUse(role, permission, "VIEW")).map(([type]) => type);

/** Transaction type codes whose rows the role never sees. */
export const hiddenTransactionTypes = (role: Role): string[] => hiddenTypes(role, typePermissions);

/** Entity types whose rows the role never sees. */
export const hiddenEntityTypes = (role: Role): string[] => hiddenTypes(role, entityPermissions);

/** The role with this internal id, as access tokens carry it. */
export const roleById = (id: string): Role | undefined => Object.values(roles).find((role) => role.id === id);
