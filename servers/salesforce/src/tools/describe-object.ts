import { compact, cut, withheldAs, withheldShape } from "@gatehouse/tool";
import { z } from "zod";
import type { Described } from "../describes.ts";
import { LIMITS } from "../limits.ts";
import { OBJECTS } from "../objects.ts";
import { defineTool } from "../salesforce.ts";

const LABEL_CHARACTERS = 80;

export const describeObject = defineTool({
  name: "salesforce_describe_object",
  title: "Describe a kind of record",
  description:
    "The fields of one kind of record that this server may use: name, label, type, whether required, and the options of a " +
    "list such as stages. Fields the person may not see are named in withheld. It returns no records.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    object: z.enum(OBJECTS),
    field_filter: z.string().min(1).max(40).optional().describe("Part of a field's name or label"),
  }),
  output: z.object({
    object: z.string(),
    fields: z.array(
      z.object({
        field: z.string(),
        label: z.string().optional(),
        type: z.string(),
        required: z.boolean(),
        updateable: z.boolean(),
        options: z.array(z.string()).optional(),
      }),
    ),
    ...withheldShape,
  }),
  example: { object: "Opportunity", field_filter: "stage" },

  async handler({ api, input: { object, field_filter }, signal }) {
    const { fields } = await api.describe(object, signal);
    const names = [...api.objects.of(object).fields.keys()];
    const part = field_filter?.toLowerCase() ?? "";
    const described = names.flatMap((name) => fields.get(name) ?? []);
    return {
      object,
      fields: described
        .filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(part))
        .map(shown),
      ...withheldAs({
        vendor: names.filter((name) => !fields.has(name) && name.toLowerCase().includes(part)),
      }),
    };
  },
});

const shown = ({ name, label, type, required, updateable, options }: Described) => ({
  field: name,
  type,
  required,
  updateable,
  ...compact({
    label: cut(label, LABEL_CHARACTERS),
    options:
      options.length > 0
        ? options.slice(0, LIMITS.optionsMax).map((option) => cut(option, LABEL_CHARACTERS) ?? "")
        : undefined,
  }),
});
