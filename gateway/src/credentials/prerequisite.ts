import type { Grant } from "@gatehouse/tool";

/** What a person must have done before there is a token of theirs: connected an account, signed in, or nothing. */
export type Prerequisite = "connection" | "sign-in" | "nothing";

export function prerequisiteOf({ kind }: Grant): Prerequisite {
  if (kind === "authorization_code") return "connection";
  return kind === "on_behalf_of" ? "sign-in" : "nothing";
}
