import type { Salesforce } from "./salesforce.ts";
import { type Condition, has } from "./soql.ts";

/** The condition behind an `owner` argument; undefined where it lets everybody's records in. */
export async function ownedBy(
  api: Salesforce,
  owner: string,
  signal: AbortSignal,
): Promise<Condition | undefined> {
  if (owner === "any") return undefined;
  if (owner === "me") return has("OwnerId", "eq", (await api.me(signal)).id);
  if (owner === "team") return has("OwnerId", "in", await api.team(signal));
  return has("OwnerId", "eq", owner);
}
