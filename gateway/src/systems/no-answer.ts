import { ToolError } from "@gatehouse/tool";
import { isTurnedAway } from "./ask.ts";
import { ConnectionError } from "./connection.ts";
import type { System } from "./systems.ts";

/** What a caller is told where a system gave no usable answer, `so` naming what did not happen. Other errors stay as they are. */
export function noAnswer(error: unknown, { title, contact }: System, so: string): unknown {
  if (!(error instanceof ConnectionError)) return error;
  if (!isTurnedAway(error))
    return new ToolError("upstream_unavailable", `${title} did not answer; ${so}.`, { cause: error });
  return new ToolError("upstream_unavailable", `${title} does not accept this gateway; ${so}.`, {
    cause: error,
    next: `Tell ${contact}; until it is mended, repeating the call does not help.`,
  });
}
