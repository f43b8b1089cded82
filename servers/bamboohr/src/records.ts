import type { FieldName } from "./field-classes.ts";
import { cell, day, isWord, isYes, type Json, list, number, object, text, unusable } from "./wire.ts";

/** Somebody of the employee list: what the directory shows, and who they report to. */
export type Person = {
  id: string;
  name: string;
  /** Every form somebody may be called by. */
  calledBy: string[];
  title?: string | undefined;
  department?: string | undefined;
  division?: string | undefined;
  location?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  managerId?: string | undefined;
  isActive: boolean;
  /** First day; unknown where BambooHR has none or keeps it from this identity. */
  hireDate?: string | undefined;
};

/** Everybody BambooHR lists, and the fields it keeps from this identity for somebody of them. */
export type People = { people: Person[]; restricted: ReadonlySet<string> };

export type User = { employeeId?: string | undefined; email: string; isEnabled: boolean };
/** `ask` is how the field is asked for. */
export type Field = FieldName & { ask: string; isDeprecated: boolean };
export type Table = { name: string; label?: string | undefined; columns: Field[] };
export type Absence = { kind: "out" | "holiday"; id?: string; name: string; from: string; to: string };
export type Balance = { type: string; unit: string; balance: number; usedThisYear?: number; policy?: string };
export type TimeOffType = { id: string; name: string; unit?: string | undefined };

/** A request without its notes, which are free text and go no further than here. */
export type TimeOffRequest = {
  id: string;
  employeeId: string;
  name: string;
  typeId: string;
  type: string;
  start: string;
  end: string;
  amount?: number | undefined;
  unit?: string | undefined;
  status: string;
  /** Whether the identity of the call may decide it. */
  canDecide: boolean;
};

export type StoredFile = {
  id: string;
  category: string;
  name: string;
  /** With its ending, which says how to read it. */
  fileName: string;
  bytes?: number | undefined;
  created?: string | undefined;
  /** Shared with the person, or for a company file with everybody. */
  isShared: boolean;
};

/** A person of the employee list, and the names of the fields that BambooHR keeps from this identity. */
export function personOf(row: Json): { person: Person; restricted: string[] } {
  const id = text(row.employeeId) ?? text(row.id);
  if (id === undefined) throw unusable();
  const [first, preferred, last] = [row.firstName, row.preferredName, row.lastName].map(text);
  const named = (given: string | undefined) => [given, last].filter(Boolean).join(" ");
  const person: Person = {
    id,
    name: named(preferred ?? first) || `Employee ${id}`,
    calledBy: [...new Set([named(preferred ?? first), named(first)])].filter(Boolean),
    title: text(row.jobTitleName),
    department: text(row.departmentName),
    division: text(row.divisionName),
    location: text(row.locationName),
    email: text(row.workEmail),
    phone: text(row.workPhone),
    managerId: text(row.reportsToId),
    isActive: isWord(row.status, "active"),
    hireDate: day(row.hireDate),
  };
  const restricted = Array.isArray(row._restrictedFields) ? row._restrictedFields.map(String) : [];
  return { person, restricted };
}

/** An account of no employee names employee 0 (the vendor's OpenAPI). */
export const userOf = (row: Json): User => ({
  employeeId: text(row.employeeId) === "0" ? undefined : text(row.employeeId),
  email: (text(row.email) ?? "").toLowerCase(),
  isEnabled: isWord(row.status, "enabled"),
});

export function fieldOf(row: Json): Field {
  const ask = text(row.alias) ?? text(row.id) ?? "";
  return {
    ask,
    name: ask,
    label: text(row.name),
    type: text(row.type),
    isDeprecated: row.deprecated === true,
  };
}

export const tableOf = (row: Json): Table => ({
  name: text(row.alias) ?? "",
  label: text(row.name),
  columns: list(row.fields ?? []).map(fieldOf),
});

export function datasetFieldOf(row: Json): Field {
  const ask = text(row.name) ?? "";
  const entity = [text(row.entityName), text(row.parentName)].filter(Boolean).join(" ");
  return { ask, name: ask, label: text(row.label), entity, isDeprecated: false };
}

export function absenceOf(row: Json): Absence {
  const from = day(row.start);
  const to = day(row.end) ?? from;
  if (from === undefined || to === undefined) throw unusable();
  const employeeId = text(row.employeeId);
  // Of a person's absence nothing but the days leaves this place: neither its kind nor its request.
  return isWord(row.type, "holiday")
    ? { kind: "holiday", name: text(row.name) ?? "Holiday", from, to }
    : { kind: "out", name: text(row.name) ?? "", ...(employeeId && { id: employeeId }), from, to };
}

export function balanceOf(row: Json): Balance {
  const balance = number(row.balance);
  const used = number(row.usedYearToDate);
  const policy = text(row.policyType);
  if (balance === undefined) throw unusable();
  return {
    type: text(row.name) ?? text(row.timeOffType) ?? "",
    unit: text(row.units) ?? "",
    balance,
    ...(used !== undefined && { usedThisYear: used }),
    ...(policy && { policy }),
  };
}

export const timeOffTypeOf = (row: Json): TimeOffType => ({
  id: text(row.id) ?? "",
  name: text(row.name) ?? "",
  unit: text(row.units),
});

export function requestOf(row: Json): TimeOffRequest {
  const [status, type] = [object(row.status), object(row.type)];
  const amount = typeof row.amount === "object" && row.amount !== null ? (row.amount as Json) : {};
  const actions = typeof row.actions === "object" && row.actions !== null ? (row.actions as Json) : {};
  const [id, employeeId, start, end] = [text(row.id), text(row.employeeId), day(row.start), day(row.end)];
  if (!id || !employeeId || !start || !end) throw unusable();
  return {
    id,
    employeeId,
    name: text(row.name) ?? "",
    typeId: text(type.id) ?? "",
    type: text(type.name) ?? "",
    start,
    end,
    amount: number(amount.amount),
    unit: text(amount.unit),
    // The vendor's own spelling is not ours to pass on.
    status: (text(status.status) ?? "").toLowerCase().replace("superceded", "superseded"),
    canDecide: isYes(actions.approve) || isYes(actions.deny),
  };
}

/** The files of a person or of the company, which word the sharing differently. */
export const filesOf = (body: unknown): StoredFile[] =>
  list(object(body).categories ?? []).flatMap((category) =>
    list(category.files ?? []).map((file) => {
      const name = text(file.name) ?? text(file.originalFileName) ?? "";
      return {
        id: text(file.id) ?? "",
        category: text(category.name) ?? "",
        name,
        fileName: text(file.originalFileName) ?? name,
        bytes: number(file.size),
        created: day(file.dateCreated),
        isShared: isYes(file.shareWithEmployee ?? file.shareWithEmployees),
      };
    }),
  );

/** A row of a report or dataset with every value as a text; what is unset stays away. */
export const cellsOf = (row: Json): Record<string, string> =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => {
      const shown = cell(value);
      return shown === undefined ? [] : [[name, shown] as const];
    }),
  );
