import { ToolError, toolFor } from "@gatehouse/tool";
import { z } from "zod";
import type { OwnApi } from "./own-api.ts";
import { detailsOf, ownRequest, requestDetails, requestId } from "./request-shape.ts";

export const withdraw = toolFor<OwnApi>()({
  name: "gatehouse_withdraw",
  title: "Withdraw a request",
  description:
    "Takes back one of your requests that nobody has decided yet. Nothing is changed in any system.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ id: requestId }),
  output: requestDetails,
  example: { id: "00000000-0000-4000-8000-000000000000" },

  async handler({ api, input }) {
    const request = await ownRequest(input.id, api);
    api.exchange.change = request;
    if (!(await api.changes.withdraw(request, api.identity.id, "call")))
      throw new ToolError("conflict", "This is decided or over already, so it cannot be withdrawn.", {
        next: "See with gatehouse_get_request how it ended.",
      });
    return detailsOf(await ownRequest(input.id, api), api);
  },
});
