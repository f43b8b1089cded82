import type { FieldClass } from "../access/field-classes.ts";
import type { FieldDefinition } from "./field-definition.ts";

const firstId = 5_001;

type Area = [name: string, type: string, of: FieldClass, parts: string[]];

const plan = [
  "Plan",
  "Coverage",
  "Start",
  "End",
  "Cost",
  "Employer cost",
  "Status",
  "Provider",
  "Group",
  "Id",
];
const step = ["Task", "Assignee", "Due", "Done", "Comment", "Link", "Form", "Signed", "Reminder", "Order"];

const areas: Area[] = [
  ...["Medical", "Dental", "Vision", "Life", "Disability", "Retirement", "Savings", "Commuter"].map(
    (name): Area => [`${name} benefit`, "benefit", "dependents", plan],
  ),
  ...["New hire", "Offboarding", "Transfer", "Promotion", "Leave", "Return", "Relocation", "Review"].map(
    (name): Area => [`${name} checklist`, "checkbox", "employment", step],
  ),
  ...["Federal", "State", "Local", "Social", "Unemployment", "Pension"].map(
    (name): Area => [`${name} tax`, "federal_tax_withholding", "payroll", plan],
  ),
  ...["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth"].map(
    (name): Area => [`${name} asset`, "text", "assets", plan],
  ),
  ...["Onsite", "Remote", "Travel", "Weekend", "Night", "Overtime"].map(
    (name): Area => [`${name} agreement`, "checkbox", "employment", step],
  ),
  ...["Spring", "Summer", "Autumn", "Winter", "Annual", "Probation"].map(
    (name): Area => [`${name} assessment`, "list", "custom", step],
  ),
  ...["Safety", "Quality", "Conduct", "Equipment", "Driving", "First aid", "Fire", "Environment"].map(
    (name): Area => [`${name} instruction`, "date", "custom", step],
  ),
  ...["Current", "Former"].map((name): Area => [`${name} dependent`, "text", "dependents", plan]),
];

/**
 * The long tail of an account's field list: fields without an alias, seldom filled, which make the answer of `/meta/fields` as long as a real
 * one. Every seventh area is deprecated.
 */
export const moreFields: FieldDefinition[] = areas
  .flatMap(([area, type, of, parts], index) => parts.map((part) => ({ area, type, of, part, index })))
  .map(({ area, type, of, part, index }, position) => ({
    id: firstId + position,
    name: `${area}: ${part}`,
    type,
    class: of,
    ...(index % 7 === 6 && { deprecated: true }),
  }));
