export type TimeOffType = {
  id: string;
  name: string;
  units: "hours" | "days";
  color: string;
  icon: string;
  /** Whether everybody may ask for it, or only HR may enter it. */
  isRequestable: boolean;
};

export type TimeOffPolicy = {
  id: string;
  typeId: string;
  name: string;
  type: "accruing" | "discretionary" | "manual";
  /** What a full month adds, in the type's units. */
  perMonth: number;
  effectiveDate: string | null;
};

const type = (
  id: string,
  name: string,
  units: "hours" | "days",
  color: string,
  icon: string,
  isRequestable = true,
): TimeOffType => ({ id, name, units, color, icon, isRequestable });

export const timeOffTypes: TimeOffType[] = [
  type("78", "Vacation", "hours", "73c0e8", "airplane"),
  type("79", "Sick", "hours", "e87373", "first-aid-kit"),
  type("80", "Bereavement", "hours", "a0a0a0", "flower"),
  type("81", "Family Leave", "days", "b58ee8", "baby-carriage"),
  type("82", "Unpaid Leave", "days", "e8c073", "palm-trees"),
  type("83", "Jury Duty", "days", "8fb573", "gavel", false),
];

export const timeOffPolicies: TimeOffPolicy[] = [
  {
    id: "11",
    typeId: "78",
    name: "Vacation, office",
    type: "accruing",
    perMonth: 12,
    effectiveDate: "2020-01-01",
  },
  {
    id: "12",
    typeId: "78",
    name: "Vacation, field",
    type: "accruing",
    perMonth: 10,
    effectiveDate: "2020-01-01",
  },
  { id: "13", typeId: "79", name: "Sick time", type: "accruing", perMonth: 6, effectiveDate: "2020-01-01" },
  { id: "14", typeId: "80", name: "Bereavement", type: "manual", perMonth: 0, effectiveDate: null },
  { id: "15", typeId: "81", name: "Family leave", type: "discretionary", perMonth: 0, effectiveDate: null },
];

export const typeById = (id: string): TimeOffType | undefined =>
  timeOffTypes.find((known) => known.id === id);
export const policyById = (id: string): TimeOffPolicy | undefined =>
  timeOffPolicies.find((known) => known.id === id);

/** A working day in the units of a type. */
export const dayAmount = ({ units }: TimeOffType): number => (units === "hours" ? 8 : 1);
