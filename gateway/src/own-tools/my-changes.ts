import { toolFor } from "@gatehouse/tool";
import { z } from "zod";
import type { OwnApi } from "./own-api.ts";
import { lineOf, requestLine } from "./request-shape.ts";

export const myChanges = toolFor<OwnApi>()({
  name: "gatehouse_my_changes",
  title: "What I changed",
  description:
    "Lists the changes you made through Gatehouse, newest first, with their outcome and whether gatehouse_undo can still take each back.",
  phase: 1,
  risk: "read",
  input: z.strictObject({}),
  output: z.object({ items: z.array(requestLine) }),
  example: {},

  async handler({ api }) {
    const { systems } = api.exchange.endpoint;
    const made = await api.changes.ofPerson(api.identity.id, { states: MADE, systems });
    return { items: made.map((request) => lineOf(request, api)) };
  },
});

const MADE = ["executing", "done", "failed", "unknown"] as const;
