import { toolFor } from "@gatehouse/tool";
import { z } from "zod";
import type { OwnApi } from "./own-api.ts";
import { lineOf, requestLine } from "./request-shape.ts";

export const myRequests = toolFor<OwnApi>()({
  name: "gatehouse_my_requests",
  title: "What I asked for",
  description:
    "Lists your changes that needed somebody's approval or your own confirmation, newest first, with where each stands.",
  phase: 1,
  risk: "read",
  input: z.strictObject({}),
  output: z.object({ items: z.array(requestLine) }),
  example: {},

  async handler({ api }) {
    const { systems } = api.exchange.endpoint;
    const needs = ["confirmation", "approval"] as const;
    const requests = await api.changes.ofPerson(api.identity.id, { needs, systems });
    return { items: requests.map((request) => lineOf(request, api)) };
  },
});
