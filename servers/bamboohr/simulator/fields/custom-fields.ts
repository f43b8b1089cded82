import type { FieldDefinition } from "./field-definition.ts";

const firstId = 4_400;

const list: Record<string, string> = {
  customShirtSize: "shirtSize",
  customBootSize: "bootSize",
  customShift: "shift",
  customCrew: "crew",
};

const described: [alias: string, name: string, type: string][] = [
  ["customShirtSize", "Shirt size", "list"],
  ["customBootSize", "Boot size", "list"],
  ["customShift", "Shift", "list"],
  ["customCrew", "Crew", "list"],
  ["customCurrentProject", "Current project", "text"],
  ["customTruckNumber", "Truck number", "text"],
  ["customRadioChannel", "Radio channel", "text"],
  ["customBadgeReference", "Badge reference", "text"],
  ["customLockerNumber", "Locker number", "text"],
  ["customParkingSpace", "Parking space", "text"],
  ["customLanguages", "Languages spoken", "text"],
  ["customWeldingClass", "Welding class", "text"],
  ["customCraneClass", "Crane class", "text"],
  ["customDriverClass", "Driver class", "text"],
  ["customSiteAccessLevel", "Site access level", "text"],
  ["customToolAllowance", "Tool allowance", "currency"],
  ["customPerDiem", "Per diem", "currency"],
  ["customBootAllowance", "Boot allowance", "currency"],
  ["customBonusTarget", "Bonus target", "currency"],
  ["customRetentionRisk", "Retention risk", "text"],
  ["customSuccessor", "Successor", "employee"],
  ["customMentor", "Mentor", "employee"],
  ["customSecondManager", "Second manager", "employee"],
  ["customUnion", "Union local", "text"],
  ["customUnionSeniority", "Union seniority date", "date"],
  ["customProbationEnd", "Probation ends", "date"],
  ["customNextReview", "Next review", "date"],
  ["customLastReview", "Last review", "date"],
  ["customMedicalCheck", "Medical check due", "date"],
  ["customMedicalNotes", "Medical restrictions", "textarea"],
  ["customDietary", "Dietary needs", "text"],
  ["customBackgroundCheck", "Background check", "text"],
  ["customDrugTest", "Drug test date", "date"],
  ["customReferral", "Referred by", "employee"],
  ["customLaptop", "Laptop serial", "text"],
  ["customPhoneModel", "Phone model", "text"],
  ["customCostCode", "Cost code", "text"],
  ["customTravelClass", "Travel class", "text"],
  ["customPensionNumber", "Pension scheme number", "text"],
  ["customHobbies", "Hobbies", "text"],
  ["customAnniversaryGift", "Anniversary gift", "text"],
  ["customNotes", "Notes", "textarea"],
];

/** Stored encrypted, and open only to those who may see such fields. */
const encrypted = new Set(["customPensionNumber", "customMedicalNotes"]);

/** What this company added to its people: 42 fields, one of which, under a harmless name, holds identity numbers. */
export const customFields: FieldDefinition[] = described.map(([alias, name, type], index) => ({
  id: firstId + index,
  alias,
  name,
  type,
  class: encrypted.has(alias) ? "customEncrypted" : "custom",
  ...(list[alias] && { list: list[alias] }),
}));

/** The harmless name. */
export const disguisedField = "customBadgeReference";
