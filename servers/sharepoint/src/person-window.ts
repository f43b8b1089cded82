import { ToolError } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";

type Bounds = { requests: number; windowMs: number };

/**
 * What one person may ask of SharePoint per time, so that nobody reaches the bound at which Microsoft turns the person away
 * everywhere, in their own Office too. Counted in windows that begin with a first request.
 */
export function personWindows({ requests, windowMs }: Bounds, now: () => number = Date.now) {
  const windows = new Map<string, { endsAt: number; left: number }>();
  /** Counts one request; throws `rate_limited` where the person has none left. */
  return function take(person: string): void {
    const open = windows.get(person);
    const window = open && open.endsAt > now() ? open : { endsAt: now() + windowMs, left: requests };
    if (window.left === 0)
      throw new ToolError(
        "rate_limited",
        "You have asked SharePoint for much in a short time; this was not carried out.",
        {
          retryAfterSeconds: Math.max(1, Math.ceil((window.endsAt - now()) / 1_000)),
        },
      );
    window.left -= 1;
    windows.delete(person);
    windows.set(person, window);
    const oldest = windows.keys().next().value;
    if (windows.size > LIMITS.peopleMax && oldest !== undefined) windows.delete(oldest);
  };
}
