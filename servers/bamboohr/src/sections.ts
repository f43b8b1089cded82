import { sensitive } from "@gatehouse/tool";
import { z } from "zod";
import { type FieldClass, ruleOf } from "./field-classes.ts";
import { cell, day, isYes, type Json, money, text } from "./wire.ts";

export const SECTIONS = ["work", "contact", "personal", "job", "compensation"] as const;
export type Section = (typeof SECTIONS)[number];

/** One field of our answer: what it is made from, and who may read it where that is not what the table says of the source. */
type Part = { ask: string; read?: (value: unknown) => string | undefined; fieldClass?: FieldClass };

const birthday = (value: unknown) => day(value)?.slice(5);

/** Names as the documentation of Get Employee gives them; older ones for the same fields still answer [recalled]. */
const PARTS = {
  work: {
    title: { ask: "jobTitleName" },
    department: { ask: "department" },
    division: { ask: "division" },
    location: { ask: "location" },
    email: { ask: "workEmail" },
    phone: { ask: "workPhone" },
  },
  contact: {
    home_email: { ask: "homeEmail" },
    mobile_phone: { ask: "mobilePhone" },
    home_phone: { ask: "homePhone" },
    street: { ask: "address1" },
    city: { ask: "city" },
    state: { ask: "state" },
    country: { ask: "country" },
  },
  personal: {
    // Day and month are what colleagues congratulate by; with the year it is C3.
    birthday: { ask: "birthDate", read: birthday, fieldClass: "contact" },
    birth_date: { ask: "birthDate", read: day },
    gender: { ask: "gender" },
    marital_status: { ask: "marital" },
  },
  job: {
    hire_date: { ask: "hireDate", read: day },
    original_hire_date: { ask: "originalHireDate", read: day },
    employment_status: { ask: "employmentStatus" },
    termination_date: { ask: "terminationDate", read: day },
  },
  compensation: {
    rate: { ask: "payRate", read: money },
    type: { ask: "payType" },
    per: { ask: "payPeriod" },
    overtime: { ask: "exempt" },
  },
} satisfies Record<Section, Record<string, Part>>;

const shapeOf = <S extends Section>(section: S) =>
  z.object(
    Object.fromEntries(Object.keys(PARTS[section]).map((name) => [name, z.string().optional()])) as Record<
      keyof (typeof PARTS)[S],
      z.ZodOptional<z.ZodString>
    >,
  );

const emergencyContact = z.object({
  name: z.string().optional(),
  relationship: z.string().optional(),
  phone: z.string().optional(),
});

/** What only some may see stands in one labelled object a section. */
export const sectionsShape = {
  work: shapeOf("work")
    .extend({ manager: z.string().optional(), manager_id: z.string().optional() })
    .optional(),
  contact: sensitive("personal", shapeOf("contact")).optional(),
  emergency_contacts: sensitive("personal", z.array(emergencyContact)).optional(),
  personal: sensitive("personal", shapeOf("personal")).optional(),
  job: shapeOf("job").optional(),
  compensation: sensitive("pay", shapeOf("compensation")).optional(),
};

const classOfPart = ({ ask, fieldClass }: Part): FieldClass => fieldClass ?? ruleOf({ name: ask }).class;

/** The parts of a section that pass `may`, and the names of those that do not. */
export function readable(section: Section, may: (fieldClass: FieldClass) => boolean) {
  const parts = Object.entries<Part>(PARTS[section]);
  const open = parts.filter(([, part]) => may(classOfPart(part)));
  const closed = parts.filter(([, part]) => !may(classOfPart(part))).map(([name]) => `${section}.${name}`);
  return { open, closed: open.length === 0 ? [section as string] : closed };
}

/** What the answer gives of these parts, and the names of those that BambooHR left out of it. */
export function sectionOf(section: Section, parts: readonly [name: string, part: Part][], answer: Json) {
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, { ask, read = cell }] of parts) {
    // Unset fields come as null; an absent one is a field this identity may not see (reference, 4).
    if (!Object.hasOwn(answer, ask)) missing.push(`${section}.${name}`);
    const value = read(answer[ask]);
    if (value !== undefined) values[name] = value;
  }
  return { values, missing };
}

export const emergencyContactOf = (row: Json) => ({
  name: text(row.name),
  relationship: text(row.relationship),
  phone: text(row.mobilePhone) ?? text(row.homePhone),
  isPrimary: isYes(row.primaryContact),
});
