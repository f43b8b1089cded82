import { ToolError } from "@gatehouse/tool";
import { LIMITS } from "../limits.ts";

/**
 * Keeps a stream open only as long as its caller may have it: a stream lasts longer than any decision on a call. Looks again
 * every `everyMs`; a question that cannot be answered counts as a no. Throws `not_allowed` where it ended the stream.
 */
export async function whileAllowed<T>(
  isAllowed: () => Promise<boolean>,
  stream: (ended: AbortSignal) => Promise<T>,
  everyMs: number = LIMITS.streamCheckMs,
): Promise<T> {
  const ending = new AbortController();
  const look = async () => {
    if (!(await isAllowed().catch(() => false))) ending.abort();
  };
  const timer = setInterval(() => void look(), everyMs).unref();
  try {
    return await stream(ending.signal);
  } catch (cause) {
    if (!ending.signal.aborted) throw cause;
    throw new ToolError("not_allowed", "This stream was ended, because your access has changed.", {
      cause,
      next: "Sign in again and open it anew.",
    });
  } finally {
    clearInterval(timer);
  }
}
