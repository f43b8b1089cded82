import { compact, withheldAs, withheldShape } from "@gatehouse/tool";
import { z } from "zod";
import { type BambooHr, defineTool } from "../bamboohr.ts";
import type { FieldClass } from "../field-classes.ts";
import {
  emergencyContactOf,
  readable,
  SECTIONS,
  type Section,
  sectionOf,
  sectionsShape,
} from "../sections.ts";
import { person } from "../shapes.ts";

export const getEmployee = defineTool({
  name: "bamboohr_get_employee",
  title: "Get one person's record",
  description:
    "One person by id, e-mail, name or me. work (title, manager, work contact) is for everybody; contact and personal for the " +
    "person and HR; job (hire date, status) also for their managers; compensation for the person and HR. Ask only for the " +
    "sections needed.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    employee: person,
    sections: z.array(z.enum(SECTIONS)).min(1).max(5).default(["work"]),
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    url: z.string(),
    ...sectionsShape,
    ...withheldShape,
  }),
  example: { employee: "me", sections: ["work", "job", "compensation"] },

  async handler({ api, input, signal }) {
    const access = await api.access(signal);
    const found = access.find(input.employee);
    const may = (fieldClass: FieldClass) => access.may(found, fieldClass);
    const wanted = SECTIONS.filter((section) => input.sections.includes(section)).map((section) => ({
      section,
      ...readable(section, may),
    }));
    const asked = [...new Set(wanted.flatMap(({ open }) => open.map(([, { ask }]) => ask)))];
    const answer = await api.employee(found.id, ["id", ...asked], signal);
    const read = wanted.map(({ section, open }) => ({ section, ...sectionOf(section, open, answer) }));
    const shown: Partial<Record<Section, Record<string, string>>> = {};
    for (const { section, values } of read) if (Object.keys(values).length > 0) shown[section] = values;
    const manager = access.get(found.managerId);
    const missing = read.flatMap((each) => each.missing);
    const isOpen = (section: Section) =>
      wanted.some((each) => each.section === section && each.open.length > 0);
    const contacts = isOpen("contact") ? await emergencyContacts(api, found.id, signal) : [];
    // A table that BambooHR hides comes without rows: beside a hidden section that does not say "there are none".
    const isUnsaid = contacts.length === 0 && missing.some((name) => name.startsWith("contact."));
    return {
      id: found.id,
      name: found.name,
      url: api.personUrl(found.id),
      ...shown,
      ...(isOpen("work") && {
        work: compact({ ...shown.work, manager: manager?.name, manager_id: manager?.id }),
      }),
      ...(isOpen("contact") && !isUnsaid && { emergency_contacts: contacts }),
      ...withheldAs({
        class: wanted.flatMap(({ closed }) => closed),
        vendor: isUnsaid ? [...missing, "emergency_contacts"] : missing,
      }),
    };
  },
});

/** Whom to call first comes first. */
async function emergencyContacts(api: BambooHr, id: string, signal: AbortSignal) {
  const contacts = (await api.table(id, "emergencyContacts", signal)).map(emergencyContactOf);
  return contacts
    .toSorted((a, b) => Number(b.isPrimary) - Number(a.isPrimary))
    .map(({ isPrimary: _, ...contact }) => compact(contact));
}
