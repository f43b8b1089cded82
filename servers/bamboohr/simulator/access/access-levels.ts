import type { FieldClass } from "./field-classes.ts";

/**
 * Rights by level, class and relation. A real account configures its levels freely; this is one account's table. A cell has three signs, for the
 * person itself, for people below it in the line of managers, and for everybody else:
 * `-` none, `v` view, `e` edit, `a` edit that waits for an approval.
 */
export type LevelName =
  | "employee"
  | "manager"
  | "director"
  | "safety"
  | "payroll"
  | "hrAdmin"
  | "owner"
  | "service";

export type Right = "none" | "view" | "edit" | "editWithApproval";
export type Relation = "self" | "report" | "other";

const columns: LevelName[] = [
  "employee",
  "manager",
  "director",
  "safety",
  "payroll",
  "hrAdmin",
  "owner",
  "service",
];

const table: Record<FieldClass, string> = {
  //                employee manager director safety payroll hrAdmin owner service
  name: "            vvv     vvv     vvv      vvv    vvv     eee     eee   vvv",
  workContact: "     evv     evv     evv      evv    evv     eee     eee   vvv",
  contact: "         e--     ev-     ev-      e--    e-v     eee     eee   vvv",
  address: "         e--     e--     e--      e--    evv     eee     eee   vvv",
  job: "             vvv     vav     vev      vvv    vvv     eee     eee   vvv",
  employment: "      v--     vv-     vv-      v--    vvv     eee     eee   vvv",
  termination: "     ---     ---     -v-      ---    vvv     eee     eee   vvv",
  compensation: "    v--     v--     vv-      v--    vee     eee     eee   vvv",
  protected: "       v--     v--     v--      v--    vvv     eee     eee   vvv",
  demographic: "     e--     e--     e--      e--    e--     eee     eee   vvv",
  identification: "  v--     v--     v--      v--    vvv     eee     eee   vvv",
  emergency: "       e--     ev-     ev-      evv    e--     eee     eee   vvv",
  education: "       e--     e--     ev-      e--    e--     eee     eee   vvv",
  dependents: "      v--     v--     v--      v--    vvv     eee     eee   vvv",
  assets: "          v--     vv-     vv-      vvv    v--     eee     eee   vvv",
  vaccination: "     v--     v--     v--      vvv    v--     eee     eee   vvv",
  custom: "          v--     vv-     vv-      vee    v--     eee     eee   vvv",
  customEncrypted: " ---     ---     ---      ---    ---     eee     eee   vvv",
  payroll: "         ---     ---     ---      ---    vvv     vvv     eee   vvv",
  timeOff: "         e--     ee-     ee-      e--    evv     eee     eee   vvv",
  files: "           v--     vv-     vv-      v--    v--     eee     eee   vvv",
  goals: "           e--     ee-     ee-      e--    e--     eee     eee   vvv",
  training: "        v--     vv-     vv-      vee    v--     eee     eee   vvv",
};

const signs: Record<string, Right> = { "-": "none", v: "view", e: "edit", a: "editWithApproval" };
const relations: Relation[] = ["self", "report", "other"];

type Cells = Record<Relation, Right>;

function cellsOf(line: string): Record<LevelName, Cells> {
  const cells = line.trim().split(/\s+/);
  const read = (cell: string) =>
    Object.fromEntries(relations.map((relation, index) => [relation, signs[cell.charAt(index)]])) as Cells;
  return Object.fromEntries(columns.map((level, index) => [level, read(cells[index] ?? "---")])) as Record<
    LevelName,
    Cells
  >;
}

const rights = new Map(Object.entries(table).map(([field, line]) => [field, cellsOf(line)]));

/** What a level may do with a class of somebody in that relation; an unknown level may nothing. */
export const rightAt = (level: string, field: FieldClass, relation: Relation): Right =>
  rights.get(field)?.[level as LevelName]?.[relation] ?? "none";

/** Columns that a level sees and an update of theirs leaves as they were, although the rest of the table is theirs to edit. */
const readOnlyColumns: Partial<Record<LevelName, string[]>> = {
  director: ["jobInfo.teams"],
  hrAdmin: ["jobInfo.teams"],
};

export const isReadOnlyColumn = (level: string, table: string, column: string): boolean =>
  readOnlyColumns[level as LevelName]?.includes(`${table}.${column}`) ?? false;

export type Feature = "users" | "reports" | "hiring" | "webhooks" | "fields" | "addEmployees";

/** What a level may reach that belongs to no single person. */
const features: Record<LevelName, Feature[]> = {
  employee: [],
  manager: ["reports"],
  director: ["reports"],
  safety: ["reports", "fields"],
  payroll: ["reports", "fields"],
  hrAdmin: ["users", "reports", "hiring", "fields", "addEmployees"],
  owner: ["users", "reports", "hiring", "webhooks", "fields", "addEmployees"],
  service: ["users", "reports", "hiring", "webhooks", "fields"],
};

export const hasFeature = (level: string, feature: Feature): boolean =>
  features[level as LevelName]?.includes(feature) ?? false;

/** Owners and administrators of HR finish every step of an approval at once. */
export const isAdministrator = (level: string): boolean => level === "owner" || level === "hrAdmin";
