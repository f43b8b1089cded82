import type { FieldClass } from "./field-classes.ts";

/**
 * How the caller stands to a person. `manager`: above them in the line. `former`: the person has left, and the caller is
 * not HR. HR outweighs everything else, their own record included.
 */
export const RELATIONS = ["self", "manager", "hr", "other", "former"] as const;
export type Relation = (typeof RELATIONS)[number];

/** What a deployment decides about access. */
export type Policy = {
  /** Gatehouse roles whose holders are HR. None by default. */
  hrRoles?: readonly string[];
  /** Whether managers see the pay of the people below them. */
  managersSeePay?: boolean;
  /** Classes of this company's own fields, by alias. What is not named stays C3. */
  fieldClasses?: Readonly<Record<string, FieldClass>>;
};

/** The whole policy: who may read what of whom. Nobody reads C4, and of those who left only HR reads anything. */
const READERS: Record<FieldClass, readonly Relation[]> = {
  directory: ["self", "manager", "hr", "other"],
  contact: ["self", "hr"],
  work: ["self", "manager", "hr"],
  pay: ["self", "hr"],
  restricted: ["hr"],
  never: [],
};

export const mayRead = (relation: Relation, fieldClass: FieldClass, policy: Policy): boolean =>
  READERS[fieldClass].includes(relation) ||
  (fieldClass === "pay" && relation === "manager" && policy.managersSeePay === true);
