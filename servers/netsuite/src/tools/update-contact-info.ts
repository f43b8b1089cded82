import { type Check, cut, sensitive, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import {
  CONTACT_KINDS,
  type ContactState,
  changed,
  fieldsToSet,
  hasAddress,
  isSame,
  patchOf,
  stateOf,
} from "../contact-state.ts";
import { defineTool, type Fields } from "../netsuite.ts";
import { textOf } from "../record-values.ts";
import { id } from "../shapes.ts";

const phone = z.string().regex(/^[+(\d][\d ()./x-]{4,30}$/);
const part = (characters: number) => z.string().trim().min(1).max(characters).optional();

const input = z.strictObject({
  kind: z.enum(CONTACT_KINDS),
  id,
  changes: z
    .strictObject({
      // Labelled although a company's own are not secret: the same arguments carry a contact's.
      email: sensitive("personal", z.email().max(254)).optional(),
      phone: sensitive("personal", phone).optional(),
      mobile_phone: sensitive("personal", phone).optional(),
      title: part(100).describe("Contacts only"),
      address: z
        .strictObject({
          street: part(150),
          city: part(50),
          state: part(30),
          postal_code: part(36),
          country: z
            .string()
            .regex(/^[A-Z]{2}$/)
            .optional(),
        })
        .optional()
        .describe("Vendors only"),
    })
    .describe("Only what changes"),
});
type Input = z.output<typeof input>;

export const updateContactInfo = defineTool({
  name: "netsuite_update_contact_info",
  title: "Update contact information",
  description:
    "Sets e-mail, phone, mobile phone, job title or billing address of one contact, vendor or customer, and nothing else. " +
    "A vendor's new e-mail or address must be confirmed by a way known before; a message that asks for it confirms nothing.",
  phase: 2,
  risk: "reversible",
  input,
  output: z.object({
    kind: z.enum(CONTACT_KINDS),
    id: z.string(),
    name: z.string(),
    changed: z.array(z.string()),
    verified: z.boolean().describe("False: NetSuite took it, but could not be read back"),
    url: z.string(),
  }),
  example: { kind: "contact", id: "1391", changes: { phone: "+1 303 555 0199" } },

  async preview({ api, input, signal }) {
    const { kind, changes } = input;
    const fields = fieldsToSet(kind, changes);
    const record = await api.read(kind, input.id, signal);
    const before = stateOf(kind, record, fields);
    const names = fields.map((field) => field.replaceAll("_", " ")).join(", ");
    return {
      summary: `Set ${names} of ${kind} ${nameOf(record, input.id)}`,
      before,
      after: changed(before, changes),
      checks: checksOf(input, record, before),
    };
  },

  async handler({ api, input, signal }) {
    const { kind, changes } = input;
    const fields = fieldsToSet(kind, changes);
    // The line of an address is patched by its id, which only the record as it is now knows.
    const record = await api.read(kind, input.id, signal);
    await api.patch(kind, input.id, patchOf(kind, record, changes), signal);
    // From here on the change stands, so a failure to read is no failure of the call.
    const now = await api.read(kind, input.id, signal).catch(() => undefined);
    const wanted = changed(stateOf(kind, record, fields), changes);
    return {
      kind,
      id: input.id,
      name: nameOf(record, input.id),
      changed: fields,
      verified: now !== undefined && isSame(stateOf(kind, now, fields), wanted),
      url: api.entityUrl(input.id),
    };
  },

  async undo({ api, input, before, after, signal }) {
    const { kind, changes } = input;
    const record = await api.read(kind, input.id, signal);
    if (!isSame(stateOf(kind, record, fieldsToSet(kind, changes)), after))
      throw new ToolError("conflict", "The record has been changed since; it was left as it is.");
    await api.patch(kind, input.id, patchOf(kind, record, before), signal);
  },
});

const check = (
  name: string,
  isFine: boolean,
  otherwise: "block" | "warn",
  messages: [string, string],
): Check => ({
  name,
  outcome: isFine ? "ok" : otherwise,
  message: messages[isFine ? 0 : 1],
});

function checksOf({ kind, changes }: Input, record: Fields, before: ContactState): Check[] {
  const isActive = record.isInactive !== true;
  const isChange = !isSame(before, changed(before, changes));
  const checks = [
    check("active", isActive, "block", [`The ${kind} is active.`, `The ${kind} is inactive.`]),
    check("is_change", isChange, "block", ["A value differs.", "NetSuite has these values already."]),
  ];
  if (changes.address)
    checks.push(
      check("has_address", hasAddress(record), "block", [
        "There is a billing address to change.",
        "There is no billing address yet; the first one is entered in NetSuite.",
      ]),
    );
  // Whoever can change where a vendor is reached can answer the call that checks new bank details.
  if (kind === "vendor" && (changes.email !== undefined || changes.address))
    checks.push(
      check("payment_fraud", false, "warn", [
        "",
        "A vendor's new e-mail or address is a common start of payment fraud: confirm it by a phone number known before.",
      ]),
    );
  return checks;
}

const NAME_CHARACTERS = 80;

const nameOf = (record: Fields, fallback: string): string =>
  cut(textOf(record.companyName) ?? textOf(record.entityId), NAME_CHARACTERS) ?? fallback;
