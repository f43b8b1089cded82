import { compact } from "@gatehouse/tool";
import { z } from "zod";
import { defineTool } from "../bamboohr.ts";
import { FIELD_CLASSES } from "../field-classes.ts";
import { mayRead, type Relation } from "../policy.ts";

export const whoami = defineTool({
  name: "bamboohr_whoami",
  title: "Show who you are in BambooHR",
  description:
    "The caller's own BambooHR record, how many people report to them, and which classes of fields they may see of themselves, " +
    "of people below them and of others. Use it where it is unclear what may be asked.",
  phase: 1,
  risk: "read",
  input: z.strictObject({}),
  output: z.object({
    id: z.string(),
    name: z.string(),
    title: z.string().optional(),
    department: z.string().optional(),
    manager: z.string().optional(),
    tier: z.enum(["employee", "manager", "hr"]),
    signed_in_as: z.enum(["person", "service"]),
    direct_reports: z.int(),
    people_below: z.int(),
    sees_of_self: z.array(z.string()),
    sees_of_people_below: z.array(z.string()),
    sees_of_others: z.array(z.string()),
  }),
  example: {},

  async handler({ api, signal }) {
    const access = await api.access(signal);
    const { me, isHr } = access;
    const below = access.below(me);
    const seen = (relation: Relation) =>
      FIELD_CLASSES.filter((fieldClass) => mayRead(isHr ? "hr" : relation, fieldClass, api.policy));
    return compact({
      id: me.id,
      name: me.name,
      title: me.title,
      department: me.department,
      manager: access.get(me.managerId)?.name,
      tier: isHr ? ("hr" as const) : below.length > 0 ? ("manager" as const) : ("employee" as const),
      signed_in_as: api.identity,
      direct_reports: below.filter(({ managerId }) => managerId === me.id).length,
      people_below: below.length,
      sees_of_self: seen("self"),
      sees_of_people_below: seen("manager"),
      sees_of_others: seen("other"),
    });
  },
});
