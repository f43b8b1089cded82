import { compact, cut } from "@gatehouse/tool";
import { z } from "zod";
import { defineTool } from "../netsuite.ts";
import { DESCRIBED_TYPES, RECORD_FIELDS } from "../record-fields.ts";

const OPTIONS_MAX = 50;
const LABEL_CHARACTERS = 80;

export const describeRecord = defineTool({
  name: "netsuite_describe_record",
  title: "Describe a record type",
  description:
    "The fields NetSuite keeps for one record type: name, label, kind of value and options. Only fields this server may use. " +
    "For understanding what exists; it returns no records.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    type: z.enum(DESCRIBED_TYPES),
    field_filter: z.string().min(1).max(40).optional().describe("Part of a field's name or label"),
  }),
  output: z.object({
    type: z.string(),
    fields: z.array(
      z.object({
        field: z.string(),
        label: z.string().optional(),
        type: z.string(),
        required: z.boolean(),
        options: z.array(z.string()).optional(),
      }),
    ),
  }),
  example: { type: "purchase_order", field_filter: "approv" },

  async handler({ api, input: { type, field_filter }, signal }) {
    const { record, fields } = RECORD_FIELDS[type];
    const schema = schemaOf(await api.describe(record, signal));
    const part = field_filter?.toLowerCase() ?? "";
    const described = fields.flatMap((field) => {
      const property = schema.properties[field];
      return property ? [describe(field, property, schema.required.includes(field))] : [];
    });
    return {
      type,
      fields: described.filter(({ field, label }) => `${field} ${label ?? ""}`.toLowerCase().includes(part)),
    };
  },
});

type Property = { type?: unknown; title?: unknown; format?: unknown; enum?: unknown; properties?: unknown };

/** The parts of a JSON Schema that are read; whatever else NetSuite adds stays there. */
function schemaOf(body: unknown): { properties: Record<string, Property>; required: unknown[] } {
  const { properties, required } = (body ?? {}) as { properties?: unknown; required?: unknown };
  return {
    properties: (properties ?? {}) as Record<string, Property>,
    required: Array.isArray(required) ? required : [],
  };
}

function describe(
  field: string,
  { type, title, format, enum: options, properties }: Property,
  required: boolean,
) {
  const inner = (properties ?? {}) as Record<string, Property>;
  const values = Array.isArray(options) ? options : inner.id?.enum;
  return {
    field,
    type: kindOf(type, format, inner),
    required,
    ...compact({
      label: typeof title === "string" ? cut(title, LABEL_CHARACTERS) : undefined,
      options: Array.isArray(values)
        ? values.slice(0, OPTIONS_MAX).map((value) => cut(String(value), LABEL_CHARACTERS) ?? "")
        : undefined,
    }),
  };
}

/** A reference is an object with an id, a sublist one with items. */
function kindOf(type: unknown, format: unknown, inner: Record<string, Property>): string {
  if (inner.items) return "sublist";
  if (inner.id) return "reference";
  if (typeof format === "string" && format.startsWith("date")) return format;
  return typeof type === "string" ? type : "string";
}
