import { catalogEntry, type Tool, ToolError } from "@gatehouse/tool";
import type { OwnEntry } from "../systems/systems.ts";
import { confirm } from "./confirm.ts";
import { getRequest } from "./get-request.ts";
import { myChanges } from "./my-changes.ts";
import { myRequests } from "./my-requests.ts";
import type { OwnApi } from "./own-api.ts";
import { undoChange } from "./undo-change.ts";
import { whoami } from "./whoami.ts";
import { withdraw } from "./withdraw.ts";

/** The gateway's own tools: declared like every other, answered here, granted to whoever has signed in. */
export type OwnTools = {
  entries: readonly OwnEntry[];
  call(name: string, given: unknown, api: OwnApi): Promise<Record<string, unknown>>;
};

/** Looking takes no time; doing waits for a system as long as its own limit says. */
const CALL_MS = 200_000;

const LOOKING: readonly Tool<OwnApi>[] = [myChanges, myRequests, getRequest];

/** These lead on to a write that was previewed before; clients are told so, and their callers need the scope for it. */
const ACTING: readonly Tool<OwnApi>[] = [confirm, undoChange, withdraw];

const ACTS = { readOnlyHint: false, destructiveHint: true, idempotentHint: true };

export function createOwnTools(): OwnTools {
  const byName = new Map([whoami, ...LOOKING, ...ACTING].map((tool) => [tool.name, tool]));
  const looking = LOOKING.map((tool) => ({ ...catalogEntry(tool as never), isForWrites: true }));
  const acting = ACTING.map((tool) => {
    const entry = catalogEntry(tool as never);
    return { ...entry, annotations: { ...entry.annotations, ...ACTS }, isForWrites: true };
  });
  return {
    entries: [{ ...catalogEntry(whoami as never), isForWrites: false }, ...looking, ...acting],
    async call(name, given, api) {
      const tool = byName.get(name);
      if (tool === undefined) throw new Error(`${name} is not a tool of the gateway`);
      const input = tool.input.safeParse(given ?? {});
      if (!input.success)
        throw new ToolError("invalid_input", `The arguments do not fit ${name}; nothing was done.`);
      const { id, email, roles } = api.identity;
      const page = { offset: 0, of: () => ({ items: [], returned: 0, has_more: false }) };
      const call = {
        api,
        input: input.data,
        caller: { id, email, roles },
        page,
        signal: AbortSignal.timeout(CALL_MS),
      };
      return tool.output.parse(await tool.handler(call)) as Record<string, unknown>;
    },
  };
}
