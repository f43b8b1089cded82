import { showsCards } from "../card/card-resource.ts";
import { cardView } from "../card/card-view.ts";
import { tellsCard } from "../card/has-card.ts";
import { linkTo } from "../changes/pending-answer.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Answer, Exchange, Identity } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";

type Needs = Pick<Dependencies, "approvals" | "people" | "publicUrl" | "log">;

/** Key of a result's `_meta` for what a card draws; hosts hand it to the card and keep it from the model. */
const CARD_META = "gatehouse/card";

/** Adds to an answer that speaks of a request what its card shows, for clients that show cards. */
export const showCard = (needs: Needs) =>
  function showCard(exchange: Exchange): void | Promise<void> {
    const { call, tool, identity, answer } = exchange;
    if (call === undefined || tool === undefined || identity === undefined || answer === undefined) return;
    if (!tellsCard(tool, identity.rights) || !showsCards(call)) return;
    const id = requestIn(exchange);
    if (id === undefined || answer.result.resultType === "input_required") return;
    return withCard(answer, id, identity, needs).then(
      (shown) => {
        exchange.answer = shown;
      },
      (error: unknown) => {
        // What was asked for is done or waits: the answer says so, and must not be lost for want of a picture.
        needs.log.warn({ requestId: exchange.requestId, error }, "a card could not be drawn");
      },
    );
  };

function requestIn({ change, tool, answer }: Exchange): string | undefined {
  if (tool?.system !== undefined) return change?.id;
  const structured = answer?.result.structuredContent;
  return isObject(structured) && typeof structured.id === "string" ? structured.id : undefined;
}

async function withCard(
  { result, bytes }: Answer,
  id: string,
  identity: Identity,
  { approvals, people, publicUrl }: Needs,
): Promise<Answer> {
  const person = await people.get(identity.id, identity.grantId);
  if (person === undefined) return { result, bytes };
  const view = await approvals.view(id, person);
  const card = cardView(view, linkTo(publicUrl, id), new Date());
  const { _meta: meta } = result;
  return { result: { ...result, _meta: { ...(isObject(meta) ? meta : {}), [CARD_META]: card } }, bytes };
}
