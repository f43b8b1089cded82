import { ToolError } from "@gatehouse/tool";
import type { ChangeRequest } from "../changes/change-request.ts";
import { elicitConfirmation, hasElicitation, responseTo } from "../changes/elicit.ts";
import type { Write } from "../changes/undertaking.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";

type Needs = Pick<Dependencies, "changes" | "systems" | "requestStates">;

/**
 * Stops what a person must confirm or approve first: the call is answered at once with the request that now waits, and what was
 * asked for is done once they have. A client that can ask its person is told to, where that person is the one to say yes.
 */
export const requireApproval = (needs: Needs) =>
  function requireApproval(exchange: Exchange): void | Promise<void> {
    const { decision, identity, tool, call } = exchange;
    if (decision === undefined || tool?.system === undefined || identity === undefined || call === undefined)
      return;
    const isAsked = decision.kind === "ask";
    if (!isAsked && (tool.entry.risk === "read" || !identity.rights.confirm.has(tool.entry.name))) return;
    const system = needs.systems.get(tool.system);
    if (system === undefined)
      throw new ToolError("upstream_unavailable", "This system is not connected; nothing was done.");
    const write: Write = { undertaking: Object.assign(exchange, { identity, tool, call }), system };
    return isAsked ? askApproval(exchange, write, needs) : askConfirmation(exchange, write, needs);
  };

async function askApproval(exchange: Exchange, write: Write, { changes }: Needs): Promise<void> {
  exchange.answer = await changes.ask(write, "approval");
}

/** In two rounds where the client can ask its person within one call; else by a second call, of `gatehouse_confirm`. */
async function askConfirmation(exchange: Exchange, write: Write, needs: Needs): Promise<void> {
  const { call, identity } = write.undertaking;
  const response = responseTo(write, needs.requestStates);
  if (response !== undefined) {
    const request = await needs.changes.find(response.id);
    if (request?.person !== identity.id || request.tool !== write.undertaking.tool.entry.name)
      throw new ToolError("invalid_input", "This answer belongs to no change of yours; nothing was changed.");
    exchange.change = request;
    if (!response.isAccepted) {
      const isWithdrawn = await needs.changes.withdraw(request, identity.id, "call");
      if (isWithdrawn || request.state === "withdrawn") throw saidNo();
      throw tooLateToSayNo(request);
    }
    // The question was ours, so its answer ends here: to the system this is the call that was asked about.
    const { inputResponses: _, requestState: _state, ...params } = call.params;
    write.undertaking.call = { ...call, params };
    exchange.answer = await needs.changes.confirmed(request, write);
    return;
  }
  const answer = await needs.changes.ask(write, "confirmation");
  exchange.answer =
    exchange.change?.state === "confirming" && hasElicitation(call)
      ? elicitConfirmation(exchange.change, write, needs.requestStates)
      : answer;
}

const saidNo = () =>
  new ToolError("conflict", "The person said no; nothing was changed.", { next: "Do not repeat it." });

const tooLateToSayNo = ({ id }: ChangeRequest) =>
  new ToolError("conflict", "This no came too late: the change was carried out, or had lapsed, before.", {
    next: `Call gatehouse_get_request with id ${id} to see how it ended; gatehouse_undo may take it back.`,
  });
