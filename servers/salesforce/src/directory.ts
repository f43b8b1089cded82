import type { Caller } from "@gatehouse/tool";
import type { TokenSource } from "@gatehouse/upstream";
import { createDescribes } from "./describes.ts";
import { LIMITS } from "./limits.ts";
import { objectsWith } from "./objects.ts";
import { createPeople, type Directory } from "./people.ts";
import { queries } from "./queries.ts";
import { type Org, sender, wireFor } from "./salesforce.ts";

/** Looks people up under a service identity, before there is a token of theirs. */
export function directoryIn(org: Org, tokens: TokenSource): Directory {
  const http = org.as(tokens);
  const people = createPeople();
  const describes = createDescribes();
  const objects = objectsWith([]);
  const userOf: Directory["userOf"] = (caller: Caller, signal: AbortSignal) => {
    const wire = wireFor({ org, send: sender(org, http, caller), describes, whose: "service" });
    return people.userOf(caller, queries(wire, objects).select, signal);
  };
  return {
    userOf,
    usernameOf: async (caller) => (await userOf(caller, AbortSignal.timeout(LIMITS.lookUpMs))).username,
  };
}
