import { ToolError, toolFor } from "@gatehouse/tool";
import { z } from "zod";
import { undertakingFor } from "../changes/undertaking.ts";
import { decisionOnCall } from "../rules/decision-on.ts";
import type { OwnApi } from "./own-api.ts";
import { detailsOf, ownRequest, requestDetails, requestId } from "./request-shape.ts";

export const confirm = toolFor<OwnApi>()({
  name: "gatehouse_confirm",
  title: "Confirm a change",
  description:
    "Makes a change that was shown to you before, by the id that its tool answered with. Call it only after the person has seen what it would change and said yes.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ id: requestId }),
  output: requestDetails,
  example: { id: "00000000-0000-4000-8000-000000000000" },

  async handler({ api, input }) {
    const { identity, systems, exchange, changes } = api;
    const request = await ownRequest(input.id, api);
    exchange.change = request;
    const tool = systems.tool(request.tool);
    const system = systems.get(request.system);
    if (request.needs !== "confirmation" || tool === undefined || system === undefined)
      throw new ToolError("conflict", "This does not wait for your confirmation; nothing was changed.");
    // Rights may have changed since it was shown.
    const args = request.content.arguments;
    const decision = decisionOnCall(tool, identity.rights, { caller: identity, args });
    if (decision.kind !== "allow")
      throw new ToolError(
        decision.why === "phase_closed" ? "phase_closed" : "not_allowed",
        "This is not open to you any more; nothing was changed.",
        { next: `Ask ${system.contact}.` },
      );
    const { requestId: reference, origin, startedAt, response } = exchange;
    const own = undertakingFor(request, identity, tool);
    const undertaking = {
      ...own,
      requestId: reference,
      origin: origin ?? own.origin,
      startedAt,
      response,
      decision,
    };
    return detailsOf(await changes.confirm(request, { undertaking: undertaking as typeof own, system }), api);
  },
});
