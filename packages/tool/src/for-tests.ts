import { ToolError } from "./errors.ts";
import type { Page } from "./page.ts";

/** A page as a test of a tool gives it: what the tool answered, as it is. Cursors are made where tools are served. */
export const pageAt = (offset = 0): Page => ({
  offset,
  of: (items, { hasMore, total }) => ({
    items,
    returned: items.length,
    has_more: hasMore,
    ...(total !== undefined && { total }),
  }),
});

/** The failure of a call that must fail. Rejects where it succeeds, and with any error that is not one of ours. */
export async function failureOf(call: Promise<unknown>): Promise<ToolError> {
  const answer = await call.catch((error: unknown) => {
    if (error instanceof ToolError) return error;
    throw error;
  });
  if (answer instanceof ToolError) return answer;
  throw new Error(`the call succeeded: ${JSON.stringify(answer)?.slice(0, 300)}`);
}

/** The code of a call that must fail. */
export const codeOf = async (call: Promise<unknown>): Promise<string> => (await failureOf(call)).code;
