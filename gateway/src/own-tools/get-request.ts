import { toolFor } from "@gatehouse/tool";
import { z } from "zod";
import type { OwnApi } from "./own-api.ts";
import { detailsOf, ownRequest, requestDetails, requestId } from "./request-shape.ts";

export const getRequest = toolFor<OwnApi>()({
  name: "gatehouse_get_request",
  title: "Get a request's state and outcome",
  description:
    "Says where one of your requests or changes stands: what it would change or changed, who decided, and the outcome with the tool's own answer once there is one.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ id: requestId }),
  output: requestDetails,
  example: { id: "00000000-0000-4000-8000-000000000000" },

  handler: async ({ api, input }) => detailsOf(await ownRequest(input.id, api), api),
});
