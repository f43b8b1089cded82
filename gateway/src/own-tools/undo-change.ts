import { toolFor } from "@gatehouse/tool";
import { z } from "zod";
import type { OwnApi } from "./own-api.ts";
import { detailsOf, ownRequest, requestDetails, requestId } from "./request-shape.ts";

export const undoChange = toolFor<OwnApi>()({
  name: "gatehouse_undo",
  title: "Undo a change",
  description:
    "Takes back one change that you made through Gatehouse and puts what was there before. Refused once somebody has changed it since, or when its time is over; gatehouse_my_changes says until when.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ id: requestId }),
  output: requestDetails,
  example: { id: "00000000-0000-4000-8000-000000000000" },

  async handler({ api, input }) {
    const { identity, changes } = api;
    const mayUndoAny = api.approvals.isAdministrator(identity.roles);
    const request = await ownRequest(input.id, api, mayUndoAny);
    api.exchange.change = request;
    const { sees } = identity.rights;
    const undone = await changes.undo(request, { actor: identity.id, sees, channel: "call" });
    api.exchange.change = undone;
    return detailsOf(undone, api);
  },
});
