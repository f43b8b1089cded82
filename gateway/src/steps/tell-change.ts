import { undoableUntil } from "../changes/undo.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";

/** Key of a result's `_meta` under which a write's answer names the change it made. */
const CHANGE_META = "gatehouse/change";

/** Tells whoever made a change how to find it again, and until when it can be taken back. */
export const tellChange = ({ approvals }: Pick<Dependencies, "approvals">) =>
  function tellChange(exchange: Exchange): void {
    const { answer, change, tool, isOwnAnswer, refusal } = exchange;
    if (answer === undefined || change === undefined || isOwnAnswer || refusal !== undefined) return;
    // The gateway's own tools speak of changes by themselves.
    if (answer.result.isError === true || tool?.system === undefined) return;
    const made = { ...change, state: "done" as const, finishedAt: change.finishedAt ?? new Date() };
    const until = undoableUntil(made, tool.entry.risk === "reversible", approvals.undoHours());
    const said =
      until === undefined
        ? `Change ${change.id}.`
        : `Change ${change.id}; gatehouse_undo can take it back until ${until.toISOString().slice(0, 16).replace("T", " ")} UTC.`;
    const { content, _meta: meta } = answer.result;
    const about = { id: change.id, ...(until && { undo_until: until.toISOString() }) };
    exchange.answer = {
      result: {
        ...answer.result,
        content: [...(Array.isArray(content) ? content : []), { type: "text", text: said }],
        _meta: { ...(isObject(meta) ? meta : {}), [CHANGE_META]: about },
      },
      bytes: answer.bytes,
    };
  };
